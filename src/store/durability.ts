import { Redis } from 'ioredis';
import type { RedisClient } from './redis.ts';

/**
 * Refuses a Redis that would lose operations: one that evicts keys, or (unless `allowNoAof`) writes no append-only
 * file. Every master of a Cluster is asked. Returns what can be lost all the same, or could not be checked because the
 * service does not allow CONFIG.
 */
export async function assertDurable(
  redis: RedisClient,
  options: { readonly allowNoAof: boolean },
): Promise<readonly string[]> {
  if (redis instanceof Redis) return examine(redis, 'Redis', options);
  const notes = redis
    .nodes('master')
    .map((node) => examine(node, `Redis at ${node.options.host}:${node.options.port}`, options));
  return (await Promise.all(notes)).flat();
}

async function examine(
  redis: Redis,
  name: string,
  options: { readonly allowNoAof: boolean },
): Promise<readonly string[]> {
  const settings = await readSettings(redis);
  if (settings === undefined)
    return [`${name} forbids CONFIG: I cannot see whether it evicts keys or writes an AOF`];
  const { policy, aof, fsync } = settings;
  if (policy !== 'noeviction') {
    throw new Error(
      `${name} evicts keys under memory pressure (maxmemory-policy is ${policy}); expected noeviction. Set it in redis.conf or with CONFIG SET maxmemory-policy noeviction.`,
    );
  }
  if (aof === 'yes') return fsync === 'always' ? [] : [lateAof(name, fsync)];
  if (!options.allowNoAof) {
    throw new Error(
      `${name} keeps no append-only file (appendonly is no), so a restart would lose operations; expected yes. Set appendonly yes, or REDIS_ALLOW_NO_AOF=true if you accept that.`,
    );
  }
  return [`${name} keeps no append-only file: when it restarts, operations are lost (REDIS_ALLOW_NO_AOF)`];
}

/** While the disk is slow Redis answers before it has written, for up to two seconds (`flushAppendOnlyFile`, 7.0). */
function lateAof(name: string, fsync: string): string {
  return `${name} may lose what it acknowledged in the last two seconds when it is killed while its disk is slow (appendfsync is ${fsync}); with appendfsync always it loses nothing`;
}

async function readSettings(
  redis: Redis,
): Promise<{ policy: string; aof: string; fsync: string } | undefined> {
  try {
    const policy = await readSetting(redis, 'maxmemory-policy');
    const aof = await readSetting(redis, 'appendonly');
    const fsync = await readSetting(redis, 'appendfsync');
    return { policy, aof, fsync };
  } catch (error) {
    if (error instanceof Error && /unknown command|NOPERM|not allowed/i.test(error.message)) return undefined;
    throw error;
  }
}

async function readSetting(redis: Redis, name: string): Promise<string> {
  const [, value] = await redis.config('GET', name);
  return value ?? '';
}
