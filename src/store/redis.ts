import { once } from 'node:events';
import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { absentKeys } from './keys.ts';

/** One Redis or Valkey, or a Cluster of them. */
export type RedisClient = Redis | Cluster;

/** For answering people: fails within two seconds instead of waiting for Redis to come back. */
export function connectForRequests(urls: readonly string[]): RedisClient {
  return connect(urls, {
    single: { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000 },
    // A node that is away is not waited for, and one that went silent is left: the others know who took its place.
    cluster: { enableOfflineQueue: false, retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 },
    // What timed out must not be sent when a connection comes about later.
    node: { commandTimeout: 2_000, connectTimeout: 1_500, socketTimeout: 3_000 },
  });
}

/** For workers: waits as long as Redis is away (what BullMQ's blocking calls need). */
export function connectForWork(urls: readonly string[]): RedisClient {
  return connect(urls, {
    single: { maxRetriesPerRequest: null },
    cluster: {
      maxRedirections: Number.POSITIVE_INFINITY,
      retryDelayOnFailover: 200,
      retryDelayOnClusterDown: 200,
      retryDelayOnMoved: 50,
    },
    // Longer than BullMQ's longest blocking call, 10 s.
    node: { maxRetriesPerRequest: null, socketTimeout: 15_000 },
  });
}

interface Patience {
  readonly single: Connection & Pick<RedisOptions, 'enableOfflineQueue'>;
  readonly cluster: ClusterOptions;
  /** To each node of a Cluster. */
  readonly node: Connection;
}
type Connection = Pick<
  RedisOptions,
  'maxRetriesPerRequest' | 'connectTimeout' | 'commandTimeout' | 'socketTimeout'
>;

function connect(urls: readonly string[], { single, cluster, node }: Patience): RedisClient {
  const [first = ''] = urls;
  const connectTimeout = 5_000;
  if (urls.length === 1) return new Redis(first, { connectTimeout, ...single, retryStrategy });
  return new Cluster([...urls], {
    ...cluster,
    clusterRetryStrategy: retryStrategy,
    // A master that went silent says nothing of the one that took its place.
    slotsRefreshInterval: 5_000,
    // BullMQ waits for ever for a reconnection during which the Cluster is down, if that were checked.
    enableReadyCheck: false,
    // Names stay names: certificates are made out to them.
    dnsLookup: (host, done) => done(null, host),
    redisOptions: { connectTimeout, ...access(first), ...node },
  });
}

function retryStrategy(attempt: number): number {
  return Math.min(2_000, 50 * 2 ** attempt) * (0.8 + 0.4 * Math.random());
}

/** Nodes that are not named, but found, are reached as those that are. */
function access(url: string): Pick<RedisOptions, 'username' | 'password' | 'tls'> {
  const { protocol, username, password } = new URL(url);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  };
}

/** Resolves once Redis answers and takes writes; rejects with what is wrong. */
export async function whenReady(
  redis: RedisClient,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  try {
    if (redis.status !== 'ready') await once(redis, 'ready', options);
    await assertTakesWrites(redis);
  } catch (error) {
    throw explained(error);
  }
}

/** A write without effect, sent to wherever something of ours lies: rejects where a write with effect would. */
export async function assertTakesWrites(redis: RedisClient): Promise<void> {
  await Promise.all(absentKeys.map((key) => redis.del(key)));
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#moved-redirection
  if (error.message.startsWith('MOVED ')) {
    return new Error(
      'REDIS_URL names one node of a Redis Cluster; expected several, separated by commas, or the same one twice.',
      { cause: error },
    );
  }
  const { lastNodeError } = error as { readonly lastNodeError?: Error };
  if (!lastNodeError) return error;
  return new Error(
    `none of the addresses in REDIS_URL answers as a node of a Redis Cluster: ${lastNodeError.message}`,
    { cause: error },
  );
}
