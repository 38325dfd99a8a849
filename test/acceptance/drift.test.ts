import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deployByHand, promoteByHand } from '../support/by-hand.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';

let server: RedisServer;
let world: World;
let released: string;

beforeAll(async () => {
  server = await startRedis();
  world = await World.start({
    redisUrl: server.url,
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production)
        production.policy = { approvals: { required: 0 }, branch: 'any', drift: { every: '1s' } };
      Object.assign(apps['mundo-tango'], { announce: 'C0DEPLOYS' });
    },
  });
  released = await world.commit('main', 'What was released');
  await world.ask(ana, '/deploy prod', /^✅.*production.*runs/s);
});
afterAll(async () => {
  await world.stop();
  await server.stop();
});

/** What was ever told of drift, oldest first. */
async function told(): Promise<readonly SlackMessage[]> {
  return (await world.cards()).filter(({ versions, text }) =>
    [...versions, text].some((one) => /not as it was released/.test(one)),
  );
}

/** The newest of them, of so many, once it says so. */
async function tells(wanted: RegExp, count: number, withinMs = 40_000): Promise<SlackMessage> {
  return eventually(
    async () => {
      const all = await told();
      const newest = all.at(-1);
      return all.length === count && newest && wanted.test(newest.text) ? newest : undefined;
    },
    {
      what: `message ${count} of drift to say ${wanted}`,
      withinMs,
      found: async () => JSON.stringify((await told()).map(({ text }) => text)),
    },
  );
}

/** Requests to a platform until the regular look has been taken again, twice. */
async function lookedAgain(): Promise<void> {
  const reads = async () =>
    (await world.requests('vercel')).filter(({ path }) => path.startsWith('/v9/projects/')).length;
  const before = await reads();
  await eventually(async () => (await reads()) >= before + 2 || undefined, {
    what: 'two more looks',
    withinMs: 20_000,
  });
}

it('tells once that somebody deployed at Railway by hand, also over a restart, and that it is over', async () => {
  const older = await world.commit('main', 'Deployed by hand');
  const deployment = await deployByHand(world, 'production', older);
  const notice = await tells(/^❌ \*production\* is not as it was released: /, 1);
  expect(notice.text).toContain(
    `*Backend* is not as released: Railway serves \`${older.slice(0, 7)}\` Deployed by hand (${deployment}, deployed by Elena Okafor, since `,
  );
  expect(notice.text).toContain(`\`${released.slice(0, 7)}\` What was released was released `);
  expect(notice.text).toContain('`/deploy production` puts a release there again.');
  await lookedAgain();
  await world.stopBot('SIGKILL');
  await world.startBot();
  await lookedAgain();
  expect(await told()).toHaveLength(1);
  await world.ask(ana, '/deploy prod', /^✅.*production.*runs/s);
  const over = await tells(/^✅ \*production\* is as it was released again, after \d/, 1);
  expect(over.ts).toBe(notice.ts);
});

it('tells each drift of its own, and ends the message of the one before', async () => {
  await promoteByHand(world, released);
  const first = await tells(/Vercel serves .*built by elena/, 2);
  await promoteByHand(world, released);
  const second = await tells(/^❌ \*production\* is not as it was released: .*Vercel serves/, 3);
  expect(second.ts).not.toBe(first.ts);
  expect((await told()).find(({ ts }) => ts === first.ts)?.text).toMatch(
    /^❌ \*production\* was not as it was released, and has changed once more/,
  );
});

it('says nothing new, and nothing of an end, while a platform is down', async () => {
  const before = (await told()).map(({ text }) => text);
  await world.fault({ service: 'vercel', times: 10, effect: { kind: 'status', status: 503 } });
  await eventually(
    async () => {
      const faults = await world.call<readonly object[]>('GET', '/_sandbox/faults');
      return faults.length === 0 || undefined;
    },
    { what: 'the platform to have been asked in vain', withinMs: 60_000 },
  );
  expect((await told()).map(({ text }) => text)).toEqual(before);
});

it(
  'tells it again after Redis was emptied: what was released is read from GitHub',
  { timeout: 120_000 },
  async () => {
    const redis = new Redis(server.url);
    await redis.flushall();
    redis.disconnect();
    // The sweep is scheduled anew, sets the alarm, and finds it due at its next turn.
    await tells(/^❌ \*production\* is not as it was released: .*Vercel serves/, 4, 100_000);
  },
);

it('is not told while a deploy runs, which ends it', async () => {
  const before = (await told()).length;
  await world.commit('main', 'Runs for a while');
  await world.call('PUT', '/_sandbox/settings', { railway: { deployMs: 5_000 } });
  await world.ask(ana, '/deploy prod', /^⏳/);
  await promoteByHand(world, released);
  await world.card(/^✅.*production.*runs/s, 30_000);
  await tells(/^✅ \*production\* is as it was released again/, before);
});
