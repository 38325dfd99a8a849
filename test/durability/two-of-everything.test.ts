import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ana, bruno, carla, Crew } from '../support/crew.ts';
import { stores } from '../support/stores.ts';

for (const { name, missing, start } of stores) {
  describe.skipIf(missing)(`two webs and two workers over ${name}`, () => behaveAsOne(start));
}

function behaveAsOne(start: (typeof stores)[number]['start']): void {
  let store: Awaited<ReturnType<typeof start>>;
  let crew: Crew;

  beforeAll(async () => {
    store = await start();
    crew = await Crew.start({ redisUrl: store.url, webs: 2 });
  });
  afterAll(async () => {
    await crew.stop();
    await store.stop();
  });
  afterEach(() => crew.quickAgain());

  it('plan a command once that Slack delivers to both', async () => {
    const { world } = crew;
    const known = (await world.cards()).length;
    await world.commit('main', 'Delivered twice');
    const body = { user: ana, channel: 'C0DEPLOYS', text: '/deploy prod', deliveries: 2 };
    await world.call('POST', '/_sandbox/slack/command', body);
    const waiting = await world.card(/^✋/, 20_000, known);
    await world.press(ana, waiting, 'Cancel', { deliveries: 2 });
    await world.card(/^🚫.*ancelled/s);
    expect(await world.cards()).toHaveLength(known + 1);
  });

  it('run once what two people approve at two webs at the same instant', async () => {
    const { world } = crew;
    const sha = await world.commit('main', 'Approved twice');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await Promise.all([
      world.press(bruno, waiting, 'Approve', { deliveries: 2 }),
      world.press(carla, waiting, 'Approve', { deliveries: 2 }),
    ]);
    await world.card(/^✅.*production.*runs/s, 30_000);
    expect(await crew.railwayDeployments(sha)).toBe(1);
    expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
    expect((await world.told(waiting, /✅ .*runs/)).filter((text) => / approved: /.test(text))).toHaveLength(
      1,
    );
  });

  it('hand a running deploy over when its worker is asked to stop, twice in a row', async () => {
    const { sha, card, runner } = await crew.runningDeploy('Handed over');
    const next = await crew.endWorker(runner, 'SIGTERM', 5_000);
    expect(runner.process.exitCode).toBe(0);
    await crew.endWorker(next, 'SIGTERM', 5_000);
    await crew.expectDone(sha, card);
  });

  it('take a running deploy over within 20 s when its worker is killed', async () => {
    const { sha, card, runner } = await crew.runningDeploy('Taken over');
    await crew.endWorker(runner, 'SIGKILL', 20_000);
    await crew.expectDone(sha, card);
  });
}
