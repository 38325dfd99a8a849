import { type ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { RedisGate } from '../support/redis-gate.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const command = { user: ana, channel: 'C0DEPLOYS' };
/** The operation is written, and the web process does not know it yet: nothing is posted. */
const created = { moment: 'operation planning', keep: 'answer' } as const;

let redis: RedisServer;
let gate: RedisGate;
let world: World;
let web: ChildProcess;

beforeAll(async () => {
  redis = await startRedis();
  world = await World.start({ bot: 'none', redisUrl: redis.url });
  await startWeb();
});
afterAll(async () => {
  await world.stop();
  await gate.close();
  await redis.stop();
});

async function startWeb(): Promise<void> {
  gate = await RedisGate.start(redis.url, () => undefined);
  web = await world.startBot({ ROLE: 'web', REDIS_URL: gate.url });
}

/** Types it; resolves when the web process is held up, unless said otherwise once the operation is in Redis. */
async function typeAndHold(text: string, point: Parameters<RedisGate['hold']>[0] = created): Promise<void> {
  const held = gate.hold(point);
  void world.call('POST', '/_sandbox/slack/command', { ...command, text }).catch(() => undefined);
  await held;
}

/** Of the branch: how often its card was posted. */
async function postsOf(branch: string): Promise<number> {
  const requests = await world.requests('slack');
  return requests.filter(
    ({ operation, body }) =>
      operation === 'chat.postMessage' &&
      JSON.stringify(body).includes(branch) &&
      !JSON.stringify(body).includes('thread_ts'),
  ).length;
}

describe('the card of a command', () => {
  it('is posted while no worker runs, and goes on as the same card when one does', async () => {
    await world.type(ana, '/deploy dev no-such-branch-1');
    const planning = await world.card(/^📝 Planning.*no-such-branch-1/s);
    await world.startAnotherBot({ ROLE: 'worker' });
    const refused = await world.card(/^🚫.*no-such-branch-1/s);
    expect(refused.ts).toBe(planning.ts);
    expect(await postsOf('no-such-branch-1')).toBe(1);
  });

  it.each([
    { when: 'before it could', branch: 'no-such-branch-2', point: created },
    {
      when: 'right after it said yes',
      branch: 'no-such-branch-4',
      point: { moment: 'operation planning', keep: 'command' },
    },
    {
      when: 'before it could say yes',
      branch: 'no-such-branch-5',
      point: { moment: 'request kept', keep: 'answer' },
    },
  ] as const)(
    'is posted by a worker when the web process dies $when',
    { timeout: 60_000 },
    async ({ branch, point }) => {
      await typeAndHold(`/deploy dev ${branch}`, point);
      await world.stopBot('SIGKILL', web);
      await gate.close();
      await world.card(new RegExp(`^🚫.*${branch}`, 's'), 40_000);
      expect(await postsOf(branch)).toBe(1);
      await startWeb();
    },
  );

  it('is posted once when the web process is paused beyond its claim', { timeout: 60_000 }, async () => {
    await typeAndHold('/deploy dev no-such-branch-3');
    web.kill('SIGSTOP');
    gate.open();
    await world.card(/^🚫.*no-such-branch-3/s, 30_000);
    web.kill('SIGCONT');
    await eventually(async () => ((await world.type(ana, '/deploy help')) !== '' ? true : undefined), {
      what: 'the web process to go on',
      withinMs: 10_000,
    });
    expect((await world.cards()).filter(({ text }) => text.includes('no-such-branch-3'))).toHaveLength(1);
    expect(await postsOf('no-such-branch-3')).toBe(1);
  });
});
