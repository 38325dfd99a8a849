import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';

let world: World;

describe('a deploy whose checks still run', () => {
  beforeAll(async () => {
    world = await World.start({
      configure: ({ apps }) => {
        const { development, production } = apps['mundo-tango'].environments;
        if (production) production.policy = { ...production.policy, waitForChecks: '4s' };
        if (development) development.policy = { checks: ['lint', 'types', 'e2e-tests'] };
      },
    });
  });
  afterAll(() => world.stop());

  const sets = (sha: string, name: string, how: object) =>
    world.call('POST', '/_sandbox/github/check', { sha, name, ...how });
  const runs = { status: 'in_progress' };
  const succeeds = { status: 'completed', conclusion: 'success' };
  const commit = async (branch: string, message: string, ...running: readonly string[]) => {
    const sha = await world.commit(branch, message);
    for (const name of running) await sets(sha, name, runs);
    return sha;
  };

  it('waits for them by name, and goes on by itself when they are green', async () => {
    const sha = await commit('develop', 'Wait for two checks', 'e2e-tests', 'types');
    const waiting = await world.ask(
      ana,
      '/deploy dev',
      /^🕓.*waits for e2e-tests and types \(1 of 3 green\)/s,
    );
    expect(world.buttons(waiting)).toEqual(['Cancel']);
    await world.commit('develop', 'Not what was asked for');
    await sets(sha, 'types', succeeds);
    await world.card(/^🕓.*waits for e2e-tests \(2 of 3 green\)/s);
    await sets(sha, 'e2e-tests', succeeds);
    const done = await world.card(/^✅.*development.*runs/s);
    expect(done.ts).toBe(waiting.ts);
    expect((await world.served('development')).backend).toBe(sha);
  });

  it('is refused by the check that fails in the end', async () => {
    const sha = await commit('develop', 'Fail in the end', 'lint');
    await world.ask(ana, '/deploy dev', /^🕓/);
    await sets(sha, 'lint', { status: 'completed', conclusion: 'failure' });
    const refused = await world.card(/^🚫.*lint.*failed/s);
    expect(world.buttons(refused)).toContain('Open the check');
  });

  it('goes on although the bot was down when the last of them turned green', async () => {
    const sha = await commit('develop', 'Green while nobody looks', 'e2e-tests');
    const waiting = await world.ask(ana, '/deploy dev', /^🕓/);
    await world.stopBot('SIGKILL');
    await sets(sha, 'e2e-tests', succeeds);
    await world.startBot();
    const done = await world.card(/^✅.*development.*runs/s, 30_000);
    expect(done.ts).toBe(waiting.ts);
    expect((await world.served('development')).backend).toBe(sha);
  });

  it('can be cancelled, and is what a second person is pointed to', async () => {
    await commit('develop', 'Wait until cancelled', 'lint');
    const waiting = await world.ask(ana, '/deploy dev', /^🕓/);
    await world.type(bruno, '/deploy dev');
    await world.whisper(bruno, /already waiting for its checks/);
    await world.press(ana, waiting, 'Cancel');
    await eventually(
      async () =>
        (await world.cards()).find(({ ts, text }) => ts === waiting.ts && /^🚫.*cancelled/s.test(text)),
      { what: 'the deploy to be cancelled', withinMs: 10_000 },
    );
  });

  it('is given up when they take too long, and then a nod is not even asked for', async () => {
    await commit('main', 'Take too long', 'e2e-tests');
    const card = await world.ask(ana, '/deploy prod', /^🚫.*\*e2e-tests\* did not finish in time/s);
    expect(world.buttons(card)).not.toContain('Approve');
  });
});
