import { type WebClient, WebAPIPlatformError } from '@slack/web-api';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseOperationId } from '../../src/domain/ids.ts';
import { Outbox } from '../../src/slack/outbox.ts';
import { messageMetadata } from '../../src/slack/posted.ts';
import type { Store } from '../../src/store/commit.ts';
import { FencedError, raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { writeStep } from '../../src/store/journal.ts';
import { changeOperation, createOperation, drawAgain, redrawWrites } from '../../src/store/operations.ts';
import { askedOf } from '../support/asked-of-slack.ts';
import { anOperation, aStep, backAsBefore } from '../support/operation-builders.ts';
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
afterEach(async () => void (await redis.flushall()));
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

describe('a worker that was paused right before it edited a card', () => {
  it('has the card drawn again when another one had drawn it meanwhile', async () => {
    let now = Date.now();
    const store: Store = { redis, now: () => now, wake: async () => undefined };
    const operation = anOperation({ state: 'planning', version: 1 });
    await createOperation(store, operation, {
      delivery: 'trigger',
      event: { kind: 'requested', at: now, by: operation.request.by },
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
      await new Outbox({ store, slack, apps: [], people: askedOf(slack), log }).deliver(channel, {
        ...turn,
        fence,
      });
    };

    await deliver();
    expect(await redis.zcard(outbox)).toBe(0);
    now += 5_000;
    await drawAgain(store, operation);
    await expect(deliver()).rejects.toThrow(FencedError);
    expect(await redis.zscore(outbox, operation.id)).not.toBeNull();
  });
});

describe('a worker that was paused while it posted a card', () => {
  const ours = '1700000002.000100';

  it.each([
    ['takes its card back when the one that took over had posted it', ['1700000001.000100'], [ours]],
    ['leaves its card when nobody else has posted it', [], []],
  ])('%s', async (_, others, deleted) => {
    const now = Date.now();
    const store: Store = { redis, now: () => now, wake: async () => undefined };
    const operation = anOperation({
      state: 'planning',
      version: 1,
      id: parseOperationId('op_posted0twice'),
    });
    await createOperation(store, operation, {
      delivery: 'trigger',
      event: { kind: 'requested', at: now, by: operation.request.by },
    });
    const metadata = messageMetadata(operation.id);
    const taken: string[] = [];
    const slack = {
      conversations: {
        history: async () => ({ ok: true, messages: [...others, ours].map((ts) => ({ ts, metadata })) }),
      },
      chat: {
        async postMessage() {
          await raiseFence(redis, lane);
          return { ok: true, ts: ours };
        },
        async delete({ ts }: { ts: string }) {
          taken.push(ts);
        },
      },
    } as unknown as WebClient;
    const log = { warn: () => undefined, error: () => undefined };
    const turn = { signal: new AbortController().signal, assertHeld: () => undefined };
    const fence = await raiseFence(redis, lane);
    const delivered = new Outbox({ store, slack, apps: [], people: askedOf(slack), log }).deliver(channel, {
      ...turn,
      fence,
    });
    await expect(delivered).rejects.toThrow(FencedError);
    expect(taken).toEqual(deleted);
  });
});

describe('a card whose edit Slack refuses with a word that nobody knows', () => {
  it('is edited again: given up, it would tell for ever what is long over', async () => {
    let now = Date.now();
    const store: Store = { redis, now: () => now, wake: async () => undefined };
    const operation = anOperation({ state: 'planning', version: 1 });
    await createOperation(store, operation, {
      delivery: 'trigger',
      event: { kind: 'requested', at: now, by: operation.request.by },
    });
    const edits: string[] = [];
    const slack = {
      chat: {
        postMessage: async () => ({ ok: true, ts: `${now}.1` }),
        getPermalink: async () => ({ ok: true, permalink: 'https://slack.example/1' }),
        async update({ ts }: { ts: string }) {
          edits.push(ts);
          if (edits.length === 1) throw new WebAPIPlatformError({ ok: false, error: 'a_code_of_next_year' });
        },
      },
    } as unknown as WebClient;
    const log = { warn: () => undefined, error: () => undefined };
    const deliver = async () => {
      const turn = { signal: new AbortController().signal, assertHeld: () => undefined };
      const fence = await raiseFence(redis, lane);
      await new Outbox({ store, slack, apps: [], people: askedOf(slack), log }).deliver(channel, {
        ...turn,
        fence,
      });
    };
    now += 5_000;
    await deliver();
    now += 5_000;
    await drawAgain(store, operation);
    await deliver();
    expect(edits).toHaveLength(2);
    expect(await redis.zcard(outbox)).toBe(0);
  });
});

describe('a channel that is told late', () => {
  it('is shown the card that changed first, then the lines of its thread in order, then what changed because of it', async () => {
    const began = Date.now();
    let now = began;
    const store: Store = { redis, now: () => now, wake: async () => undefined };
    const create = async (id: string, createdAt: number) => {
      const operation = anOperation({ id: parseOperationId(id), state: 'running', version: 1, createdAt });
      const request = { ...operation.request, ref: id };
      const event = { kind: 'requested', at: createdAt, by: request.by } as const;
      await createOperation(store, { ...operation, request }, { delivery: id, event });
      return operation;
    };
    const shown: string[] = [];
    let cards = 0;
    const slack = {
      conversations: { replies: async () => ({ ok: true, messages: [] }) },
      chat: {
        async postMessage({ text, thread_ts: thread }: { text: string; thread_ts?: string }) {
          if (thread !== undefined) shown.push(`${thread}: ${text}`);
          else cards += 1;
          return { ok: true, ts: `card ${cards}` };
        },
        update: async ({ ts }: { ts: string }) => void shown.push(ts),
        getPermalink: async () => ({ ok: true, permalink: 'https://slack.example/1' }),
      },
    } as unknown as WebClient;
    const log = { warn: () => undefined, error: () => undefined };
    const deliver = async () => {
      const fence = await raiseFence(redis, lane);
      const turn = { signal: new AbortController().signal, assertHeld: () => undefined, fence };
      await new Outbox({ store, slack, apps: [], people: askedOf(slack), log }).deliver(channel, turn);
    };
    const older = await create('op_00000001', began - 9_000);
    const newer = await create('op_00000002', began - 5_000);
    await deliver();
    now += 5_000;
    const fence = await raiseFence(redis, 'environment/mundo-tango/production');
    const step = aStep({ title: 'Verify' });
    const done = { kind: 'step_done', at: now, step: step.id, title: step.title, durationMs: 7_000 } as const;
    await writeStep(store, newer, step, { fence, events: [done], told: true });
    now += 1;
    await changeOperation(store, newer.id, (operation) => ({
      operation: {
        ...operation,
        state: 'cancelled',
        endedAt: now,
        ending: { kind: 'cancelled', by: operation.request.by, aftermath: backAsBefore },
      },
      events: [{ kind: 'cancelled', at: now, by: operation.request.by, aftermath: backAsBefore }],
      writes: redrawWrites(older, now + 1),
    }));
    now += 1;
    await deliver();
    expect(shown).toEqual([
      'card 2',
      expect.stringMatching(/^card 2: ✅ Verify/),
      expect.stringMatching(/^card 2: 🚫/),
      'card 1',
    ]);
  });
});
