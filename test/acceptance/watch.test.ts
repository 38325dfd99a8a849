import { afterAll, beforeAll, expect, it } from 'vitest';
import { deployByHand } from '../support/by-hand.ts';
import { eventually } from '../support/eventually.ts';
import { type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';

let world: World;
/** What production goes back to. */
let good: string;

/** The numbers of the policy, made for tests; production is watched for as long as a story takes. */
const eager = { every: '1s', looks: 2, requests: 20 };
const free = { approvals: { required: 0 }, branch: 'any', confirm: 'never', checks: 'none' };

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { production, development } = apps['mundo-tango'].environments;
      if (production) production.policy = { ...free, watch: { ...eager, for: '2m' } };
      if (development) development.policy = { ...free, watch: { ...eager, for: '3s', rollback: 'button' } };
    },
  });
  for (const environment of ['production', 'development']) await calls({ environment, beganMsAgo: 600_000 });
  good = await release('prod', 'Works');
});
afterAll(() => world.stop());

/** What is called at Railway: a hundred requests a second. */
async function calls(flow: object): Promise<void> {
  await world.call('PUT', '/_sandbox/railway/traffic', { perMinute: 6_000, latencyMs: 100, ...flow });
}

/** What `/health` of production answers for this commit. */
async function health(forCommit: string, status: number): Promise<void> {
  await world.call('POST', '/_sandbox/railway/unhealthy', { environment: 'production', status, forCommit });
}

/** Deploys a new commit, about which `arrange` knows before; answers it when it runs. */
async function release(
  environment: 'prod' | 'dev',
  message: string,
  arrange: (commit: string) => Promise<unknown> = async () => undefined,
): Promise<string> {
  const commit = await world.commit(environment === 'prod' ? 'main' : 'develop', message);
  await arrange(commit);
  await world.type(ana, `/deploy ${environment} ${commit.slice(0, 7)}`);
  await deployCard(commit, /^(✅.* runs|↩️.* ran) /);
  return commit;
}

/** The newest root message that says so. */
async function root(...wanted: readonly RegExp[]): Promise<SlackMessage> {
  const says = ({ text }: SlackMessage) => wanted.every((one) => one.test(text));
  return eventually(async () => (await world.cards()).findLast(says), {
    what: `a card that says ${wanted.join()}`,
    withinMs: 30_000,
    found: async () =>
      JSON.stringify(
        (await world.cards()).map(({ text }) => text),
        undefined,
        1,
      ) + world.botLines.slice(-10).join('\n'),
  });
}

/** The card of the deploy of this commit, once it says so. */
function deployCard(commit: string, wanted: RegExp): Promise<SlackMessage> {
  return root(new RegExp(`(runs|ran) \`${commit.slice(0, 7)}\``), wanted);
}

async function rollbacks(): Promise<readonly SlackMessage[]> {
  return (await world.cards()).filter(({ text }) => /is back on|Rolling|Rollback|rollback of/.test(text));
}

/** Production is back by itself on what was live before this commit, and open again. Answers the card of the rollback. */
async function backByItself(bad: string, before: number): Promise<SlackMessage> {
  await deployCard(bad, /^↩️/);
  await root(/^🔒 \*production\* was put on hold by Cabeceo/);
  const all = await eventually(
    async () => {
      const cards = await rollbacks();
      return cards.length > before && cards.every(({ text }) => text.startsWith('↩️')) ? cards : undefined;
    },
    { what: 'the rollback to be over', withinMs: 15_000 },
  );
  expect(all).toHaveLength(before + 1);
  const { backend, frontend } = await world.served('production');
  expect([backend, frontend]).toEqual([good, good]);
  await world.type(ana, '/release production');
  await eventually(
    async () => (await world.cards()).every(({ text }) => !text.startsWith('🔒')) || undefined,
    { what: 'the hold to be released', withinMs: 10_000 },
  );
  const card = all.at(-1);
  if (!card) throw new Error('there is no card of the rollback');
  return card;
}

async function threadOf(commit: string, wanted: RegExp): Promise<readonly string[]> {
  const card = await deployCard(commit, /^/);
  return eventually(
    async () => {
      const thread = await world.thread(card);
      return thread.some((text) => wanted.test(text)) ? thread : undefined;
    },
    {
      what: `the thread to say ${wanted}`,
      withinMs: 15_000,
      found: async () => JSON.stringify(await world.thread(card)),
    },
  );
}

it('rolls back by itself where errors came with the deploy, with the evidence in its thread', async () => {
  const before = (await rollbacks()).length;
  const bad = await release('prod', 'Fails a lot', (forCommit) =>
    calls({ environment: 'production', forCommit, errorRate: 0.4 }),
  );
  const card = await backByItself(bad, before);
  const short = good.slice(0, 7);
  expect(card.text).toMatch(new RegExp(`^↩️ \\*production\\* is back on \`${short}\` Works`));
  expect(card.text).toContain(`asked by Cabeceo (watching for <@${ana}>)`);
  expect(card.text).toMatch(
    /got worse after a deploy\. \d\d % of \d+ requests failed with 5xx, [\d.]+ % of \d+ before/,
  );
  const thread = await threadOf(bad, /^↩️ \*production\* was rolled back to .* by itself/);
  const told = thread.filter((text) => text.includes('is worse than before this deploy'));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(new RegExp(`^❌ <@${ana}> .*It is rolled back to \`${short}\` by itself`));
  expect((await deployCard(bad, /^↩️/)).text).toMatch(/until it was rolled back\. ❌ Worse than before: /);
});

it('rolls back where requests take longer', async () => {
  const before = (await rollbacks()).length;
  const bad = await release('prod', 'Is slow', (forCommit) =>
    calls({ environment: 'production', forCommit, latencyMs: 1_200 }),
  );
  const card = await backByItself(bad, before);
  expect(card.text).toMatch(/95 % of the requests take up to 1\d\d\d ms, \d+ ms before/);
});

it('rolls back where the health check turns red, and once although its worker was killed in the middle', async () => {
  const before = (await rollbacks()).length;
  const bad = await release('prod', 'Dies later');
  await world.stopBot('SIGKILL');
  await health(bad, 503);
  await world.startBot();
  const card = await backByItself(bad, before);
  expect(card.text).toMatch(/The health check fails: http\S+\/health answered 503 \(2 looks in a row, since/);
});

it('says of a watched release in /status until when, and ends the watch when somebody presses the button', async () => {
  const commit = await release('prod', 'Is known to be red');
  await world.type(ana, '/status prod');
  await world.whisper(ana, /production.*watched until/s);
  await world.press(ana, await deployCard(commit, /Watched until/), 'Stop watching');
  const card = await deployCard(commit, new RegExp(`<@${ana}> stopped the watch`));
  expect(world.buttons(card)).not.toContain('Stop watching');
  good = commit;
});

it('ends when a newer deploy is live, or somebody put something else there by hand', async () => {
  const first = await release('prod', 'Is overtaken');
  const second = await release('prod', 'Overtakes');
  await deployCard(first, /The watch ended early/);
  expect((await deployCard(second, /^✅/)).text).toContain('Watched until');
  const before = (await rollbacks()).length;
  const third = await world.commit('main', 'By hand');
  await health(third, 503);
  await deployByHand(world, 'production', third);
  await deployCard(second, /The watch ended early/);
  expect(await rollbacks()).toHaveLength(before);
  await health(third, 200);
});

it('never watches a rollback, and leaves a rollback to the people who planned it', async () => {
  const bad = await release('prod', 'Both see it');
  good = (await world.served('production')).backend;
  const before = (await rollbacks()).length;
  await world.type(ana, '/rollback prod');
  const plan = await root(/^✋ Rollback of \*production\*/);
  await health(bad, 503);
  const thread = await threadOf(bad, /is worse than before this deploy.*A rollback is under way already/);
  expect(thread.join()).not.toContain('by itself');
  await world.press(ana, plan, 'Roll back to');
  const back = await root(new RegExp(`^↩️ \\*production\\* is back on .*asked by <@${ana}>`));
  expect(back.text).not.toContain('atched');
  expect(await rollbacks()).toHaveLength(before + 1);
});

it('ends as well where nothing got worse: errors that were there before do not count', async () => {
  await calls({ environment: 'development', errorRate: 0.4, beganMsAgo: 600_000 });
  const commit = await release('dev', 'As bad as before');
  const card = await deployCard(commit, /✅ Watched 3 s: \d+ of \d+ checks well, [34]\d % errors/);
  expect(card.text).toMatch(/Errors did not count: red before the deploy already/);
  await threadOf(commit, /^✅ Watched 3 s/);
});

it('gives people the button alone where the policy says so', async () => {
  await calls({ environment: 'development', beganMsAgo: 600_000 });
  const before = (await rollbacks()).length;
  const bad = await release('dev', 'Fails in development', (forCommit) =>
    calls({ environment: 'development', forCommit, errorRate: 0.5 }),
  );
  await threadOf(bad, /is worse than before this deploy.*Whoever may roll back decides/);
  const told = (await world.messages()).findLast(({ text }) =>
    text.includes('Whoever may roll back decides'),
  );
  if (!told) throw new Error('nothing was told');
  expect(await rollbacks()).toHaveLength(before);
  await world.press(ana, told, 'Roll back to');
  await root(/^✋ Rollback of \*development\* to/);
});

it('does not call it well where Railway never says how the requests fare', async () => {
  await world.fault({
    service: 'railway',
    path: 'traffic',
    times: 1_000,
    effect: { kind: 'status', status: 503 },
  });
  const commit = await release('dev', 'Nobody knows');
  const card = await deployCard(commit, /❔ Watched 3 s, and it is not known/);
  expect(card.text).toMatch(/the platform did not say how its requests fare/);
  await world.call('DELETE', '/_sandbox/faults');
});
