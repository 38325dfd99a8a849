import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { quickPlatforms, type SlackMessage, World } from '../support/world.ts';

/* What a rollback is made from where one of its sources is missing. */

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';

let server: RedisServer;
let world: World;

beforeAll(async () => {
  server = await startRedis();
  world = await World.start({
    redisUrl: server.url,
    configure: ({ apps }) => {
      const { production } = apps['mundo-tango'].environments;
      if (production)
        production.policy = { approvals: { required: 0 }, rights: { rollback: { users: [ana] } } };
    },
  });
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
});
afterAll(async () => {
  await world.stop();
  await server.stop();
});

const short = (sha: string) => sha.slice(0, 7);

async function release(what: string, options = ''): Promise<string> {
  const sha = await world.commit('main', what);
  const asked = `/deploy prod ${options}`.trim();
  await world.ask(bruno, asked, new RegExp(`^✅ .*runs \`${short(sha)}`));
  return sha;
}

async function becomes({ ts }: SlackMessage, wanted: RegExp): Promise<void> {
  const find = async () => (await world.cards()).find((card) => card.ts === ts);
  await eventually(async () => wanted.test((await find())?.text ?? '') || undefined, {
    what: `the message to say ${wanted}`,
    withinMs: 60_000,
    found: async () => `${(await find())?.text}`,
  });
}

async function rollBack(plan: SlackMessage): Promise<void> {
  await world.press(ana, plan, 'Roll back to');
  await becomes(plan, /^↩️ \*production\* is back on/);
}

async function releaseHold(): Promise<void> {
  const held = (await world.cards()).findLast(({ text }) => /^🔒.*on hold/.test(text));
  if (!held) throw new Error('there is no hold');
  await world.press(ana, held, 'Release the hold');
  await becomes(held, /^✅ The hold of/);
}

it('brings back what the target’s release left alone from the release before it', async () => {
  const both = await release('Shows both');
  const backend = await release('Changes the backend', '--only backend');
  await release('Shows both anew');
  const plan = await world.ask(ana, '/rollback prod', /^✋ Rollback of \*production\*/);
  expect(plan.text).toContain(`to \`${short(backend)}\``);
  await rollBack(plan);
  expect(await world.served('production')).toEqual({ frontend: both, backend });
  await releaseHold();
});

it('is planned and done from the records while GitHub is silent', { timeout: 180_000 }, async () => {
  const good = await release('Sells tickets');
  await release('Sells them twice');
  await world.fault({ service: 'github', times: 10_000, effect: { kind: 'status', status: 503 } });
  const plan = await world.ask(ana, '/rollback prod', /^✋ Rollback of \*production\*/, 60_000);
  expect(plan.text).toContain(`to \`${short(good)}\` Sells tickets`);
  expect(plan.text).toContain('GitHub did not say what lies between');
  await rollBack(plan);
  expect(await world.served('production')).toEqual({ frontend: good, backend: good });
  await world.call('DELETE', '/_sandbox/faults');
  await releaseHold();
});

it('goes by what GitHub and the platforms tell after Redis was emptied', { timeout: 120_000 }, async () => {
  const good = await release('Lists halls');
  await release('Lists none');
  const redis = new Redis(server.url);
  await redis.flushall();
  redis.disconnect();
  const plan = await world.ask(ana, '/rollback prod', /^✋ Rollback of \*production\*/, 60_000);
  expect(plan.text).toContain(`to \`${short(good)}\` Lists halls`);
  expect(JSON.stringify(plan.blocks)).toMatch(/serves the old build again.*runs the old image again/s);
  await rollBack(plan);
  expect(await world.served('production')).toEqual({ frontend: good, backend: good });
});
