import { Redis } from 'ioredis';

/** Every key of a Redis with all that it holds, as one text. */
export async function redisContent(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const lines: string[] = [];
    for await (const keys of redis.scanStream({ count: 500 }) as AsyncIterable<string[]>) {
      for (const key of keys) lines.push(`${key} = ${JSON.stringify(await valueOf(redis, key))}`);
    }
    return lines.toSorted().join('\n');
  } finally {
    redis.disconnect();
  }
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    case 'stream':
      return redis.xrange(key, '-', '+');
    case 'none':
      return undefined;
    default:
      throw new Error(`${key} is a ${type}, which this does not read`);
  }
}
