import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../src/jobs/context.ts';
import { Hints } from '../../src/jobs/hints.ts';
import { openQueue } from '../../src/jobs/queue.ts';
import { type LaneWorker, startWorker } from '../../src/jobs/worker.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { FencedError, raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { connectForWork, type RedisClient } from '../../src/store/redis.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

let server: RedisServer;
let redis: Redis;
let connection: RedisClient;
let worker: LaneWorker;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  connection = connectForWork([server.url]);
  const queue = openQueue(connection);
  const log = pino({ level: 'silent' });
  const store: Store = { redis: connection, now: Date.now, wake: async () => undefined };
  const context = { store, log, apps: [], retentionMs: 3_600_000 } as unknown as Context;
  worker = startWorker({
    connection,
    queue,
    context,
    hints: new Hints(),
    deliver: async () => undefined,
    lockMs: 2_000,
    sweepMs: 200,
  });
  await worker.ready();
});
afterAll(async () => {
  await worker.close();
  connection.disconnect();
  redis.disconnect();
  await server.stop();
});

/** A lane with an alarm and no wake-up: only the sweep finds it, and a worker clears it. */
async function isSwept(): Promise<true> {
  await redis.zadd(keys.alarms, 0, 'operation/op_0000000000');
  return eventually(async () => ((await redis.zcard(keys.alarms)) === 0 ? true : undefined), {
    what: 'the sweep to find the lane',
    withinMs: 5_000,
  });
}

it('sweeps at its pace although the schedule is written again and again', async () => {
  const queue = openQueue(connection);
  const count = async () => (await queue.getJobScheduler('sweep'))?.iterationCount ?? 0;
  const from = await count();
  const began = Date.now();
  await eventually(async () => ((await count()) >= from + 15 ? true : undefined), {
    what: '15 sweeps',
    withinMs: 6_000,
  });
  expect(Date.now() - began).toBeGreaterThan(2_400);
});

describe('a Redis that was emptied under running processes', () => {
  it('is swept again', async () => {
    await isSwept();
    await redis.flushall();
    await isSwept();
    await redis.script('FLUSH');
    await isSwept();
  });

  it('takes nothing from a run that began before', async () => {
    const before = await raiseFence(redis, 'environment/mundo-tango/production');
    await redis.flushall();
    const store: Store = { redis, now: Date.now, wake: async () => undefined };
    const late = () => commit(store, { writes: [['SET', '{cabeceo}:late', '1']], fence: before });
    await expect(late()).rejects.toThrow(FencedError);
    const after = await raiseFence(redis, before.lane);
    await expect(late()).rejects.toThrow(FencedError);
    expect(await commit(store, { writes: [['SET', '{cabeceo}:fresh', '1']], fence: after })).toBe('written');
    expect(await redis.exists('{cabeceo}:late')).toBe(0);
  });
});
