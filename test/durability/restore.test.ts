import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Blow, strike, type Told, undisturbed } from '../support/crash-matrix.ts';
import { restoreStory, takenBackStory } from '../support/crash-stories.ts';
import { CrashWorld } from '../support/crash-world.ts';

let crash: CrashWorld;
let told: Told;

beforeAll(async () => {
  crash = await CrashWorld.start({ LANE_LOCK_MS: '2000' });
  told = await undisturbed(crash, restoreStory);
});
afterAll(() => crash.stop());

describe('data is restored once', () => {
  it('when nothing dies: one branch to look at, one restore, and the branch is gone', () => {
    expect(told.traces.mutations).toEqual({
      'Neon: create branch': 1,
      'Neon: restore': 1,
      'Neon: delete branch': 1,
    });
  });

  it(
    'and taken back once, by whoever goes on after the worker that asked for it',
    { timeout: 240_000 },
    async () => {
      const undone = await undisturbed(crash, takenBackStory);
      expect(undone.traces.mutations).toMatchObject({ 'Neon: restore': 2 });
      await expectSurvived(undone, {
        row: 'undo restore-data',
        boundary: 'after-effect',
        blow: 'worker SIGKILL',
      });
    },
  );

  it.each<[string, string, string, Blow]>([
    ['was planned, and nobody has seen it', '→ awaiting_approval', 'before-move', 'worker SIGKILL'],
    ['has asked Neon, and not yet kept its answer', 'restore-data', 'after-effect', 'worker SIGKILL'],
    ['waits for Neon', 'restore-data', 'after-intent', 'worker SIGKILL'],
    ['has restored, and not yet looked at it', 'restore-data', 'after-result', 'worker SIGSTOP'],
    ['is done, with the branch still open', '→ succeeded', 'after-move', 'worker SIGKILL'],
    ['has asked Neon, and Redis dies', 'restore-data', 'after-effect', 'Redis kill -9'],
  ])('by a worker that %s (%s %s, %s)', { timeout: 180_000 }, async (_, row, boundary, blow) => {
    await expectSurvived(told, { row, boundary, blow });
  });
});

async function expectSurvived(
  story: Told,
  { row, boundary, blow }: { readonly row: string; readonly boundary: string; readonly blow: Blow },
): Promise<void> {
  const point = story.points.find((one) => one.row === row && one.boundary === boundary);
  if (!point)
    throw new Error(
      `no such point among ${story.points.map((one) => `${one.row} ${one.boundary}`).join(', ')}`,
    );
  const { verdict, found } = await strike(crash, { told: story, point, blow });
  expect({ verdict, found }).toEqual({ verdict: 'survived' });
}
