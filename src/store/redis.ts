import { Redis } from 'ioredis';

/** For answering people: fails within two seconds instead of waiting for Redis to come back. */
export function connectForRequests(url: string): Redis {
  return connect(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000 });
}

/** For workers: waits as long as Redis is away (what BullMQ's blocking calls need). */
export function connectForWork(url: string): Redis {
  return connect(url, { maxRetriesPerRequest: null });
}

interface Patience {
  readonly enableOfflineQueue?: boolean;
  readonly maxRetriesPerRequest: number | null;
  readonly commandTimeout?: number;
}

function connect(url: string, patience: Patience): Redis {
  return new Redis(url, {
    ...patience,
    connectTimeout: 5_000,
    retryStrategy: (attempt: number) => Math.min(2_000, 50 * 2 ** attempt) * (0.8 + 0.4 * Math.random()),
  });
}

/**
 * Refuses a Redis that would lose operations: one that evicts keys, or (unless `allowNoAof`) writes no append-only
 * file. Returns what could not be checked because the service does not allow CONFIG.
 */
export async function assertDurable(
  redis: Redis,
  options: { readonly allowNoAof: boolean },
): Promise<readonly string[]> {
  const settings = await readSettings(redis);
  if (settings === undefined)
    return ['this Redis forbids CONFIG: I cannot see whether it evicts keys or writes an AOF'];
  const { policy, aof } = settings;
  if (policy !== 'noeviction') {
    throw new Error(
      `Redis evicts keys under memory pressure (maxmemory-policy is ${policy}); expected noeviction. Set it in redis.conf or with CONFIG SET maxmemory-policy noeviction.`,
    );
  }
  if (aof === 'yes') return [];
  if (!options.allowNoAof) {
    throw new Error(
      'Redis keeps no append-only file (appendonly is no), so a restart would lose operations; expected yes. Set appendonly yes, or REDIS_ALLOW_NO_AOF=true if you accept that.',
    );
  }
  return ['Redis keeps no append-only file: when it restarts, operations are lost (REDIS_ALLOW_NO_AOF)'];
}

async function readSettings(redis: Redis): Promise<{ policy: string; aof: string } | undefined> {
  try {
    const policy = await readSetting(redis, 'maxmemory-policy');
    const aof = await readSetting(redis, 'appendonly');
    return { policy, aof };
  } catch (error) {
    if (error instanceof Error && /unknown command|NOPERM|not allowed/i.test(error.message)) return undefined;
    throw error;
  }
}

async function readSetting(redis: Redis, name: string): Promise<string> {
  const [, value] = await redis.config('GET', name);
  return value ?? '';
}
