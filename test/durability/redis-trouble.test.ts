import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldAt, type Told, undisturbed } from '../support/crash-matrix.ts';
import { goodStory } from '../support/crash-stories.ts';
import { judge, settled } from '../support/crash-traces.ts';
import { CrashWorld } from '../support/crash-world.ts';
import { eventually } from '../support/eventually.ts';
import { HomePage } from '../support/home-page.ts';

const ana = 'U0ANA001';
const lockMs = 2_000;

let crash: CrashWorld;
let told: Told;

beforeAll(async () => {
  crash = await CrashWorld.start({ LANE_LOCK_MS: String(lockMs) });
  told = await undisturbed(crash, goodStory);
});
afterAll(() => crash.stop());

describe('Redis killed in the middle of a deploy, and back after three times the lock', () => {
  it('refuses what people ask meanwhile, and the deploy goes on', { timeout: 120_000 }, async () => {
    const point = { moment: 'deploy-backend started', keep: 'command' } as const;
    const { held, asked, ends } = await heldAt(crash, goodStory, point);
    await crash.redis.kill();
    held.worker.gate.open();
    const back = pause(3 * lockMs).then(() => crash.redis.restart());

    const command = { user: ana, channel: 'C0DEPLOYS', text: '/deploy dev' };
    for (let time = 1; time <= 3; time += 1) {
      const answer = await crash.world.call<{ status: number; ms: number; body: unknown }>(
        'POST',
        '/_sandbox/slack/command',
        command,
      );
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.ms).toBeLessThan(3_000);
      expect(JSON.stringify(answer.body)).toContain('cannot take requests right now');
    }
    const card = (await crash.world.cards()).at(-1);
    if (!card) throw new Error('the deploy has no card');
    await crash.world.press(ana, card, 'Cancel');
    await crash.world.whisper(ana, /cannot take requests right now/);

    const home = new HomePage(crash.world, ana);
    await home.open();
    await home.waitFor(undefined, /cannot take requests right now/);

    await back;
    await ends();
    expect(judge(told.traces, await settled(crash, asked))).toEqual({ verdict: 'survived' });
    await home.open();
    await home.waitFor('Ended lately', /^✅/, 10_000);
  });
});

describe('a worker that alone is cut off from Redis', () => {
  it.each(['command', 'answer'] as const)(
    'leaves its deploy to another, and what it still had to say is refused (%s kept back)',
    { timeout: 120_000 },
    async (keep) => {
      const point = { moment: 'build-frontend started', keep };
      const { held, asked, ends } = await heldAt(crash, goodStory, point);
      const { worker, lane } = held;
      const turn = await crash.turn(lane);
      worker.gate.cut();
      await crash.nextTurn(lane, turn, 40_000);
      await ends();
      expect(judge(told.traces, await settled(crash, asked))).toEqual({ verdict: 'survived' });

      const lines = crash.world.botLines.length;
      worker.gate.open();
      await eventually(
        async () =>
          crash.world.botLines.slice(lines).some((line) => /another worker/.test(line)) || undefined,
        { what: 'the cut-off worker to see that it was replaced', withinMs: 20_000 },
      );
      expect(judge(told.traces, await settled(crash, asked))).toEqual({ verdict: 'survived' });
    },
  );
});
