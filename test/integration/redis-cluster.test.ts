import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { openQueue, queueName, wakeLane } from '../../src/jobs/queue.ts';
import { assertDurable } from '../../src/store/durability.ts';
import { keys, queuePrefix } from '../../src/store/keys.ts';
import { connectForRequests, connectForWork, type RedisClient, whenReady } from '../../src/store/redis.ts';
import { transact } from '../../src/store/transaction.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisCluster, startCluster } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

describe('REDIS_URL', () => {
  it('refuses one node of a Cluster, and says what to write', async () => {
    const cluster = await aCluster();
    const [first = ''] = cluster.url.split(',');
    await expect(whenReady(open(connectForRequests([first])))).rejects.toThrow(
      'names one node of a Redis Cluster; expected several',
    );
  });

  it('refuses several addresses of which none is a node of a Cluster, with what Redis says', async () => {
    const server = await startRedis();
    opened.push(() => server.stop());
    await expect(whenReady(open(connectForWork([server.url, server.url])))).rejects.toThrow(
      /none of the addresses .* cluster support disabled/,
    );
  });

  it('needs one node of the Cluster that answers: the rest is found', async () => {
    const cluster = await aCluster();
    const [first = ''] = cluster.url.split(',');
    await whenReady(open(connectForRequests(['redis://127.0.0.1:1', first])));
  });

  it('reaches the nodes that it finds with the password of those that are named', async () => {
    const cluster = await aCluster();
    for (const url of cluster.url.split(','))
      await open(new Redis(url)).config('SET', 'requirepass', 'a,b@c');
    const [first = ''] = cluster.url.split(',');
    const named = first.replace('//', '//:a%2Cb%40c@');
    const redis = open(connectForRequests([named, named]));
    await whenReady(redis);
    expect(await assertDurable(redis, { allowNoAof: false })).toEqual([]);
  });
});

describe('a Redis that syncs once a second', () => {
  it('is taken, with a word about what it may lose', async () => {
    const server = await startRedis({ settings: { appendfsync: 'everysec' } });
    opened.push(() => server.stop());
    const redis = open(new Redis(server.url));
    expect(await assertDurable(redis, { allowNoAof: false })).toEqual([
      expect.stringMatching(/last two seconds.*appendfsync is everysec.*appendfsync always/),
    ]);
  });
});

describe('a Cluster', () => {
  it('is refused while any master would evict', async () => {
    const cluster = await aCluster();
    const redis = open(connectForRequests(cluster.url.split(',')));
    await whenReady(redis);
    expect(await assertDurable(redis, { allowNoAof: false })).toEqual([]);
    const { url, port } = await cluster.masterOf('anything');
    const node = open(new Redis(url));
    await node.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(assertDurable(redis, { allowNoAof: false })).rejects.toThrow(
      `Redis at 127.0.0.1:${port} evicts keys`,
    );
  });

  it('tells people within two seconds that a master is gone, and keeps a worker’s write until it is back', async () => {
    const cluster = await aCluster();
    const { requests, work } = await clients(cluster);
    const master = await cluster.masterOf(keys.alarms);
    await master.kill();
    expect(await inTwoSeconds(requests)).toBe('refused');
    const written = write(work, 'kept');
    expect(await inTwoSeconds(requests)).toBe('refused');
    await master.restart();
    await written;
    await works(requests);
    expect(await work.lrange('{cabeceo}:test', 0, -1)).toEqual(['kept']);
  });

  it.each(['kill', 'freeze'] as const)('goes on with the replica of a master after a %s', async (blow) => {
    const cluster = await aCluster(keys.alarms);
    const { requests, work } = await clients(cluster);
    const master = await cluster.masterOf(keys.alarms);
    await master[blow]();
    const written = write(work, 'once');
    expect(await inTwoSeconds(requests)).toBe('refused');
    await works(requests);
    await written;
    // By the patient one: the other is told no while connections to the dead master are still being closed.
    expect(await work.lrange('{cabeceo}:test', 0, -1)).toEqual(['once']);
    expect((await cluster.masterOf(keys.alarms)).port).not.toBe(master.port);
  });

  it('wakes lanes again after the queue’s master was away for so long that the worker gave up its connection', async () => {
    const cluster = await aCluster();
    const { work } = await clients(cluster);
    const queue = openQueue(work);
    const seen: string[] = [];
    const worker = new Worker(queueName, async (job) => void seen.push(job.data.lane), {
      connection: work,
      prefix: queuePrefix,
      drainDelay: 3,
    });
    worker.on('error', () => undefined);
    // By force: it would wait for the end of its connection, of which a Cluster client that is told to go while it
    // connects says nothing (ioredis 6.0.0).
    opened.push(() => worker.close(true));
    await worker.waitUntilReady();
    const master = await cluster.masterOf(queuePrefix);
    const blocked = await worker.getBackend().blockingClient;
    const givenUp = new Promise((resolve) => blocked?.once('close', resolve));
    await master.kill();
    await givenUp;
    await master.restart();
    await wakeLane(queue, { kind: 'channel', channel: 'C1' });
    await eventually(async () => (seen.length > 0 ? true : undefined), {
      what: 'a wake-up',
      withinMs: 20_000,
    });
  });
});

async function aCluster(standInFor?: string): Promise<RedisCluster> {
  const cluster = await startCluster(standInFor === undefined ? {} : { standInFor });
  opened.push(() => cluster.stop());
  return cluster;
}

async function clients(cluster: RedisCluster) {
  const urls = cluster.url.split(',');
  const [requests, work] = [open(connectForRequests(urls)), open(connectForWork(urls))];
  await Promise.all([whenReady(requests), whenReady(work)]);
  return { requests, work };
}

function open<T extends RedisClient>(redis: T): T {
  redis.on('error', () => undefined);
  opened.push(async () => redis.disconnect());
  return redis;
}

function write(redis: RedisClient, value: string) {
  return transact(redis, { guards: [], writes: [['RPUSH', '{cabeceo}:test', value]] });
}

/** By a clock that starts with the write, and is late where the machine makes the clocks of this process late. */
function inTwoSeconds(redis: RedisClient): Promise<'taken' | 'refused' | 'no answer'> {
  const writes = [['SET', '{cabeceo}:refused', '1']] as const;
  const answer = transact(redis, { guards: [], writes }).then(
    () => 'taken' as const,
    () => 'refused' as const,
  );
  return Promise.race([answer, pause(2_100, 'no answer' as const, { ref: false })]);
}

async function works(redis: RedisClient): Promise<void> {
  await eventually(() => redis.set('{cabeceo}:works', '1').catch(() => undefined), {
    what: 'Redis to take requests',
    withinMs: 20_000,
  });
}
