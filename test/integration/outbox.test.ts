import type { WebClient } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outbox } from '../../src/slack/outbox.ts';
import type { Store } from '../../src/store/commit.ts';
import { FencedError, raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { createOperation, drawAgain } from '../../src/store/operations.ts';
import { anOperation } from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';

const channel = 'C0DEPLOYS';
const lane = `channel/${channel}`;
const outbox = keys.outbox(channel);

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe('a worker that was paused right before it edited a card', () => {
  it('has the card drawn again when another one had drawn it meanwhile', async () => {
    let now = Date.now();
    const store: Store = { redis, now: () => now, wake: async () => undefined };
    const operation = anOperation({ state: 'planning', version: 1 });
    await createOperation(store, operation, 'trigger', {
      kind: 'requested',
      at: now,
      by: operation.request.by,
    });
    const slack = {
      chat: {
        postMessage: async () => ({ ok: true, ts: `${now}.1` }),
        getPermalink: async () => ({ ok: true, permalink: 'https://slack.example/1' }),
        async update() {
          await raiseFence(redis, lane);
          await redis.zrem(outbox, operation.id);
        },
      },
    } as unknown as WebClient;
    const log = { warn: () => undefined, error: () => undefined };
    const deliver = async () => {
      const turn = { signal: new AbortController().signal, assertHeld: () => undefined };
      const fence = await raiseFence(redis, lane);
      await new Outbox({ store, slack, apps: [], log }).deliver(channel, { ...turn, fence });
    };

    await deliver();
    expect(await redis.zcard(outbox)).toBe(0);
    now += 5_000;
    await drawAgain(store, operation);
    await expect(deliver()).rejects.toThrow(FencedError);
    expect(await redis.zscore(outbox, operation.id)).not.toBeNull();
  });
});
