import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OperationId, parseOperationId } from '../../src/domain/ids.ts';
import { takeUpAsked } from '../../src/jobs/take-up-asked.ts';
import { type Asked, beginAsked, findAsked, keepAsked } from '../../src/store/asked.ts';
import { auditAfter } from '../../src/store/audit.ts';
import type { Store } from '../../src/store/commit.ts';
import { keys } from '../../src/store/keys.ts';
import { loadMessage } from '../../src/store/messages.ts';
import { findOperation } from '../../src/store/operations.ts';
import { anOperation } from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let now = Date.now();
let store: Store;
const warned: object[] = [];
const failed: object[] = [];
const log = {
  warn: (facts: object) => void warned.push(facts),
  error: (facts: object) => void failed.push(facts),
};

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: () => now, wake: async () => undefined };
});
afterEach(async () => {
  await redis.flushall();
  warned.length = 0;
  failed.length = 0;
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function asked(delivery: string, id: string, ref = 'a-branch'): Asked {
  const { plan: _plan, approval: _approval, ...bare } = anOperation({ state: 'planning', version: 1 });
  const request = { ...bare.request, ref };
  return { delivery, operation: { ...bare, id: parseOperationId(id), request, createdAt: now } };
}

async function requested(): Promise<readonly OperationId[]> {
  const entries = await auditAfter(store, '0', 100);
  return entries.map((entry) => ('operation' in entry ? entry.operation : '') as OperationId);
}

function keptCount(): Promise<number> {
  return redis.hlen(keys.asked);
}

/** As the worker's sweep does. */
function takeUp(): Promise<void> {
  return takeUpAsked({ store, log } as unknown as Parameters<typeof takeUpAsked>[0]);
}

describe('what a command asks for', () => {
  it('is one operation once it is begun, and is kept no longer', async () => {
    const one = asked('trigger', 'op_one0000000');
    await keepAsked(store, one);
    expect(await findOperation(store, one.operation.id)).toBeUndefined();
    expect(await beginAsked(store, one)).toBe('begun');
    expect(await findOperation(store, one.operation.id)).toEqual(one.operation);
    expect(await keptCount()).toBe(0);
  });

  it('is begun once however often Slack delivers it, and whoever begins it', async () => {
    const [first, again] = [asked('trigger', 'op_first00000'), asked('trigger', 'op_again00000')];
    await keepAsked(store, first);
    await keepAsked(store, again);
    const begun = await Promise.all([
      beginAsked(store, first),
      beginAsked(store, again),
      beginAsked(store, again),
    ]);
    expect(begun.filter((outcome) => outcome === 'begun')).toHaveLength(1);
    await keepAsked(store, again);
    expect(await beginAsked(store, again)).toBe('not_begun');
    expect(await requested()).toHaveLength(1);
    expect(await keptCount()).toBe(0);
  });

  it('is told, once and to its person alone, to be under way when the same words are being planned', async () => {
    const [first, second] = [asked('one', 'op_first00000'), asked('two', 'op_second0000')];
    await beginAsked(store, first);
    await keepAsked(store, second);
    expect(await beginAsked(store, second)).toBe('not_begun');
    expect(await beginAsked(store, second)).toBe('not_begun');
    expect(await findOperation(store, second.operation.id)).toBeUndefined();
    expect(await keptCount()).toBe(0);
    const { channel, by } = second.operation.request;
    const waiting = await redis.zrange(keys.outbox(channel), '0', '-1');
    const answers = waiting.filter((key) => key.includes('/answer/'));
    expect(answers).toHaveLength(1);
    expect(await loadMessage(store, answers[0] ?? '')).toMatchObject({
      kind: 'answer',
      to: by,
      answer: {
        kind: 'refused',
        refusal: { code: 'already_under_way', facts: { operation: first.operation.id } },
      },
    });
  });
});

describe('what a web process acknowledged and did not begin', () => {
  it('is begun by a worker after a while, the oldest first', async () => {
    const older = asked('older', 'op_older00000', 'one-branch');
    now += 10;
    const newer = asked('newer', 'op_newer00000', 'another-branch');
    await keepAsked(store, newer);
    await keepAsked(store, older);
    await takeUp();
    expect(await requested()).toEqual([]);
    now += 5_000;
    await takeUp();
    expect(await requested()).toEqual([older.operation.id, newer.operation.id]);
    expect(warned).toEqual([{ operation: older.operation.id }, { operation: newer.operation.id }]);
    expect(await findAsked(store, now)).toEqual([]);
    await takeUp();
    expect(await requested()).toHaveLength(2);
  });

  it('holds up none of the others where it cannot be begun', async () => {
    const [broken, sound] = [
      asked('broken', 'op_broken00000'),
      asked('sound', 'op_sound00000', 'another-branch'),
    ];
    await keepAsked(store, broken);
    await keepAsked(store, sound);
    // Of another kind than the bot writes there.
    await redis.rpush(keys.operation(broken.operation.id), 'not a hash');
    now += 5_000;
    await takeUp();
    expect(await requested()).toEqual([sound.operation.id]);
    expect((await findAsked(store, now)).map(({ delivery }) => delivery)).toEqual(['broken']);
    expect(failed).toEqual([expect.objectContaining({ operation: broken.operation.id })]);
  });

  it('is left alone while it is younger', async () => {
    now += 60_000;
    await keepAsked(store, asked('young', 'op_young00000'));
    now += 4_900;
    await takeUp();
    expect(await requested()).toEqual([]);
    expect(await keptCount()).toBe(1);
  });
});
