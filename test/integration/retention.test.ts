import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OperationId, operationIdOf } from '../../src/domain/ids.ts';
import type { Operation } from '../../src/domain/operation.ts';
import { createLog } from '../../src/jobs/log.ts';
import { applyRetention } from '../../src/jobs/retention.ts';
import type { Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { writeStep } from '../../src/store/journal.ts';
import { keys } from '../../src/store/keys.ts';
import { nextMessage } from '../../src/store/next-message.ts';
import { changeOperation, createOperation, findOperation } from '../../src/store/operations.ts';
import { recentReleases, releaseWrites } from '../../src/store/releases.ts';
import { connectForWork, type RedisClient, whenReady } from '../../src/store/redis.ts';
import { acceptRequest } from '../../src/store/requests.ts';
import { transact } from '../../src/store/transaction.ts';
import { ana, anOperation, aRelease, bruno } from '../support/operation-builders.ts';
import { startCluster } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

const day = 24 * 3_600_000;
const retentionMs = 30 * day;
const began = Date.UTC(2026, 10, 1);

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: RedisClient;
let now = began;
let made = 0;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterEach(async () => {
  now = began;
  await redis.flushall();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const store = (): Store => ({ redis, now: () => now, wake: async () => undefined });

interface Line {
  readonly msg: string;
  readonly entry: string;
  readonly operation: string;
  readonly event: { readonly kind: string };
}

/** A worker with a log of its own, at a level that lets nothing else through. */
function aWorker(write: (line: Line) => void = () => undefined) {
  const destination = { write: (text: string) => write(JSON.parse(text) as Line) };
  const log = createLog({ level: 'silent', scrub: (text) => text, destination });
  return { log, apply: () => applyRetention({ store: store(), log, retentionMs }) };
}

async function ask(): Promise<Operation> {
  made += 1;
  const { request } = anOperation();
  const operation: Operation = {
    id: operationIdOf(now, randomUUID()),
    kind: 'deploy',
    app: 'mundo-tango',
    environment: 'production',
    request: { ...request, ref: `branch-${made}` },
    state: 'planning',
    version: 1,
    createdAt: now,
  };
  await createOperation(store(), operation, {
    delivery: `delivery-${made}`,
    event: { kind: 'requested', at: now, by: ana },
  });
  return operation;
}

async function move(id: OperationId, over: Partial<Operation>, kind: 'started' | 'unchanged'): Promise<void> {
  await changeOperation(store(), id, (operation) => ({
    operation: { ...operation, ...over },
    events: [{ kind, at: now }],
  }));
}

/** As the operation's lane and its channel's do it once there is nothing to do. */
async function settle(): Promise<void> {
  await redis.del(keys.alarms);
  const fence = await raiseFence(redis, 'channel/C0DEPLOYS');
  for (;;) {
    const next = await nextMessage({ ...store(), now: () => now + day }, 'C0DEPLOYS', fence);
    if (next.kind !== 'due') return;
    await redis.zrem(keys.outbox('C0DEPLOYS'), next.message.key);
    if (next.message.kind !== 'root') await redis.del(keys.message(next.message.key));
  }
}

async function finished(): Promise<OperationId> {
  const { id } = await ask();
  await move(id, { state: 'unchanged', endedAt: now, ending: { kind: 'unchanged' } }, 'unchanged');
  await settle();
  return id;
}

const traces = (id: OperationId) => redis.keys(`*${id}*`);

describe('a finished operation', () => {
  it('stays while an emergency that ran is not acknowledged, and leaves when it is', async () => {
    const { id, request } = await ask();
    await move(id, { state: 'queued', request: { ...request, emergency: 'Checkout is down' } }, 'started');
    await move(id, { state: 'running', startedAt: now }, 'started');
    await move(id, { state: 'failed', endedAt: now }, 'unchanged');
    await settle();
    now += 2 * retentionMs;
    await aWorker().apply();
    expect(await traces(id)).not.toEqual([]);
    await move(id, { acknowledged: { by: ana, at: now } }, 'unchanged');
    await settle();
    now += retentionMs;
    await aWorker().apply();
    expect(await traces(id)).toEqual([]);
  });

  it('leaves with all that is its own once it ended longer ago than is kept', async () => {
    const operation = await ask();
    const { id } = operation;
    await move(id, { state: 'queued' }, 'started');
    await move(id, { state: 'running' }, 'started');
    const fence = await raiseFence(redis, `operation/${id}`);
    const step = { id: 'build', title: 'Build', status: 'done', starts: 1, intentAt: now } as const;
    await writeStep(store(), operation, step, { fence, events: [], told: false });
    await move(id, { state: 'succeeded', endedAt: now }, 'unchanged');
    await settle();
    expect(await traces(id)).toHaveLength(5);

    now += retentionMs;
    await aWorker().apply();
    expect(await traces(id)).toHaveLength(5);
    now += 1;
    await aWorker().apply();
    expect(await traces(id)).toEqual([]);
    expect(await redis.zcard(keys.ended)).toBe(0);
  });

  it('stays while Slack has yet to be told something of it', async () => {
    const { id } = await ask();
    await move(id, { state: 'queued' }, 'started');
    await move(id, { state: 'unchanged', endedAt: now }, 'unchanged');
    await redis.del(keys.alarms);
    await redis.zrem(keys.outbox('C0DEPLOYS'), id);
    now += retentionMs + 1;
    await aWorker().apply();
    expect(await findOperation(store(), id)).toBeDefined();
    await settle();
    now += 3_600_001;
    await aWorker().apply();
    expect(await findOperation(store(), id)).toBeUndefined();
  });

  it('stays while somebody asks something of it', async () => {
    const id = await finished();
    now += retentionMs + 1;
    const asked = { delivery: 'late', by: bruno, team: 'T', at: now, channel: 'C', kind: 'cancel' } as const;
    expect(await acceptRequest(store(), id, asked)).toBe('accepted');
    await aWorker().apply();
    expect(await findOperation(store(), id)).toBeDefined();
  });

  it('stays while what it released is live', async () => {
    const [older, newer] = [await ask(), await ask()];
    for (const { id } of [older, newer]) {
      await move(id, { state: 'queued' }, 'started');
      await move(id, { state: 'running' }, 'started');
      await move(id, { state: 'succeeded', endedAt: now }, 'unchanged');
      await release(aRelease({ id: id.replace('op_', 'rel_'), operation: id }));
    }
    await settle();
    now += retentionMs + 1;
    await aWorker().apply();
    expect(await findOperation(store(), older.id)).toBeUndefined();
    expect(await findOperation(store(), newer.id)).toBeDefined();
    expect(await recentReleases(store(), older, 10)).toHaveLength(2);
  });

  it('goes once, however many workers look at the same time', async () => {
    const ids: OperationId[] = [];
    for (let count = 0; count < 30; count += 1) ids.push(await finished());
    const total = await redis.xlen(keys.audit);
    now += retentionMs + 1;
    const entries: string[] = [];
    await Promise.all([1, 2, 3, 4].map(() => aWorker(({ entry }) => entries.push(entry)).apply()));
    expect(await Promise.all(ids.map(traces))).toEqual(ids.map(() => []));
    expect(new Set(entries).size).toBe(total);
  });
});

it('an operation that is under way stays, however old it is', async () => {
  const { id } = await ask();
  await move(id, { state: 'awaiting_approval' }, 'started');
  await settle();
  now += 10 * retentionMs;
  await aWorker().apply();
  expect(await findOperation(store(), id)).toMatchObject({ state: 'awaiting_approval' });
});

describe('the audit stream', () => {
  it('is written to the log once, in order, and goes on where it was', async () => {
    const lines: Line[] = [];
    const first = await finished();
    await aWorker((line) => lines.push(line)).apply();
    await aWorker((line) => lines.push(line)).apply();
    const second = await finished();
    await aWorker((line) => lines.push(line)).apply();
    expect(lines.map(({ msg, operation, event }) => [msg, operation, event.kind])).toEqual([
      ['audit', first, 'requested'],
      ['audit', first, 'unchanged'],
      ['audit', second, 'requested'],
      ['audit', second, 'unchanged'],
    ]);
    expect(lines.map(({ entry }) => entry)).toEqual(lines.map(({ entry }) => entry).toSorted());
  });

  it('keeps what could not be written, and so does the operation that wrote it', async () => {
    const id = await finished();
    now = Date.now() + 2 * retentionMs;
    const broken = aWorker(() => {
      throw new Error('no space left on device');
    });
    await expect(broken.apply()).rejects.toThrow('no space left');
    expect(await redis.xlen(keys.audit)).toBe(2);
    expect(await findOperation(store(), id)).toBeDefined();

    const lines: Line[] = [];
    await aWorker((line) => lines.push(line)).apply();
    expect(lines.map(({ event }) => event.kind)).toEqual(['requested', 'unchanged']);
    expect(await findOperation(store(), id)).toBeUndefined();
  });

  it('is trimmed to what is kept', async () => {
    await finished();
    now = Date.now() + retentionMs - 60_000;
    await aWorker().apply();
    expect(await redis.xlen(keys.audit)).toBe(2);
    now = Date.now() + retentionMs + 60_000;
    await aWorker().apply();
    expect(await redis.xlen(keys.audit)).toBe(1);
  });
});

describe('releases', () => {
  it('of an environment are kept to the newest 200, and no record of another is left', async () => {
    for (let number = 1; number <= 203; number += 1) await release(aRelease({ id: `rel_${number}` }));
    const kept = await recentReleases(store(), aRelease(), 1_000);
    expect(kept.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, index) => `rel_${203 - index}`));
    expect(await redis.keys('*:release:*')).toHaveLength(200);
  });
});

it('a Cluster of Redis forgets what is finished, too', async () => {
  const [one, cluster] = [redis, await startCluster({})];
  const client = connectForWork(cluster.url.split(','));
  const node = new Redis((await cluster.masterOf(keys.ended)).url);
  try {
    await whenReady(client);
    redis = client;
    const id = await finished();
    expect(await node.keys(`*${id}*`)).toHaveLength(3);
    now = Date.now() + 2 * retentionMs;
    await aWorker().apply();
    expect(await node.keys(`*${id}*`)).toEqual([]);
    expect(await redis.xlen(keys.audit)).toBe(1);
  } finally {
    redis = one;
    client.disconnect();
    node.disconnect();
    await cluster.stop();
  }
});

async function release(record: Parameters<typeof releaseWrites>[1]): Promise<void> {
  await transact(redis, { guards: [], writes: await releaseWrites(store(), record) });
}
