import type { IncomingMessage, ServerResponse } from 'node:http';
import { assertTakesWrites, type RedisClient } from '../store/redis.ts';

/** `GET /health`: 200 while this process can do its work, 503 with what is wrong otherwise. */
export function healthHandler(redis: RedisClient, facts: { readonly role: string }) {
  return async (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answers = await takesWrites(redis);
    const body = {
      status: answers ? 'ok' : 'unavailable',
      role: facts.role,
      checks: { redis: answers ? 'ok' : 'unavailable' },
      uptime: Math.round(process.uptime()),
      timestamp: new Date().toISOString(),
    };
    response.writeHead(answers ? 200 : 503, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    response.end(JSON.stringify(body));
  };
}

async function takesWrites(redis: RedisClient): Promise<boolean> {
  if (redis.status !== 'ready') return false;
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), 1_000).unref());
  return Promise.race([assertTakesWrites(redis).then(() => true), late]).catch(() => false);
}
