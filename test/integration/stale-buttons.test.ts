import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { driftId } from '../../src/domain/drift-stop.ts';
import { type OperationId, operationIdOf } from '../../src/domain/ids.ts';
import type { Ending, Operation } from '../../src/domain/operation.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { driftWatchWrite } from '../../src/store/drift.ts';
import { forgetOperation } from '../../src/store/ended.ts';
import { keys } from '../../src/store/keys.ts';
import { isOvertaken, offeringBack, refusedBy } from '../../src/store/offers.ts';
import { changeOperation, createOperation, loadOperation } from '../../src/store/operations.ts';
import { releaseWrites } from '../../src/store/releases.ts';
import { stopWrite } from '../../src/store/stops.ts';
import { withdrawBack, withdrawRefused } from '../../src/store/withdraw.ts';
import {
  anOperation,
  aPlan,
  aRelease,
  liveSha,
  unhealthy,
  backAsBefore,
} from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';
import { aHold, aLock, aToldDrift, production } from '../support/stop-builders.ts';

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let store: Store;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: Date.now, wake: async () => undefined };
});
afterEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const earlier = { release: 'rel_00000000', commit: liveSha };
const succeeded: Ending = { kind: 'succeeded', release: 'rel_00000001', mixedVersionsMs: 0, earlier };
const failed: Ending = { kind: 'failed', failure: unhealthy, aftermath: backAsBefore, earlier };

function refusedAs(code: 'lock_by_other' | 'held' | 'drifted', stop: string): Ending {
  return { kind: 'refused', refusal: { code, facts: { ...production, stop } } };
}

/** An operation that ended so, and whose card is shown. */
async function ended(ending: Ending): Promise<OperationId> {
  const id = operationIdOf(Date.now(), randomUUID());
  const { request } = anOperation();
  const running = anOperation({ id, plan: aPlan(), state: 'running', request: { ...request, ref: id } });
  const event = { kind: 'requested', at: Date.now(), by: running.request.by } as const;
  await createOperation(store, running, { delivery: id, event });
  const state = ending.kind as 'succeeded' | 'failed' | 'refused';
  await changeOperation(store, id, (operation) => ({
    operation: { ...operation, state, endedAt: Date.now(), ending },
    events: [],
  }));
  await redis.del(keys.outbox('C0DEPLOYS'), keys.alarms);
  return id;
}

const overtaken = async (id: OperationId) => isOvertaken(store, await loadOperation(store, id));
/** Cards that are to be drawn again. */
const drawn = async () => (await redis.zrange(keys.outbox('C0DEPLOYS'), '0', '-1')).toSorted();

describe('a card that offers to roll back', () => {
  const releasedBy = (operation: OperationId) => aRelease({ id: `rel_${operation.slice(3)}`, operation });

  async function release(by: OperationId): Promise<'written' | 'lost'> {
    const { writes, ...beside } = await withdrawBack(store, production);
    return commit(store, { ...beside, writes: [...writes, ...(await releaseWrites(store, releasedBy(by)))] });
  }

  it('is drawn again without its button once another release takes its place, and only then', async () => {
    const first = await ended(succeeded);
    await commit(store, { writes: await releaseWrites(store, releasedBy(first)) });
    expect(await overtaken(first)).toBe(false);
    const broken = await ended(failed);
    const plain = await ended({ kind: 'succeeded', release: 'rel_00000009', mixedVersionsMs: 0 });
    await redis.del(keys.outbox('C0DEPLOYS'));
    await release(plain);
    expect(await drawn()).toEqual([first, broken].toSorted());
    expect([await overtaken(first), await overtaken(broken), await overtaken(plain)]).toEqual([
      true,
      true,
      false,
    ]);
    await redis.del(keys.outbox('C0DEPLOYS'));
    await release(plain);
    expect(await drawn()).toEqual([]);
  });

  it('of a deploy that failed keeps it as long as that release is the newest', async () => {
    await commit(store, { writes: await releaseWrites(store, aRelease({ id: earlier.release })) });
    expect(await overtaken(await ended(failed))).toBe(false);
  });

  it('is not missed though it ends at the very moment of the release', async () => {
    const first = await ended(succeeded);
    const { writes, ...beside } = await withdrawBack(store, production);
    await ended(failed);
    expect(await commit(store, { ...beside, writes })).toBe('lost');
    expect(await release(first)).toBe('written');
    expect(await drawn()).toHaveLength(2);
  });

  it('that was forgotten is left alone, and on no list', async () => {
    const gone = await ended(succeeded);
    const lost = await ended(succeeded);
    expect(await forgetOperation(store, await loadOperation(store, gone))).toBe('written');
    expect(await offeringBack(store, production)).toEqual([lost]);
    await redis.del(keys.operation(lost), keys.message(lost));
    expect(await release(gone)).toBe('written');
    expect([await drawn(), await redis.exists(keys.message(lost))]).toEqual([[], 0]);
    expect(await offeringBack(store, production)).toEqual([]);
  });
});

describe('a card that offers the way out of what refused it', () => {
  const told = aToldDrift();

  it.each([
    [
      'lock_by_other',
      aLock().id,
      stopWrite('lock', production, aLock()),
      stopWrite('lock', production, undefined),
    ],
    [
      'lock_by_other',
      aLock().id,
      stopWrite('lock', production, aLock()),
      stopWrite('lock', production, aLock({ id: 'stop_00000002' })),
    ],
    ['held', aHold().id, stopWrite('hold', production, aHold()), stopWrite('hold', production, undefined)],
    [
      'drifted',
      driftId(told),
      driftWatchWrite(production, { nextAt: 0, told }),
      driftWatchWrite(production, { nextAt: 0 }),
    ],
  ] as const)('%s: is drawn again without it once that sign is gone', async (code, stop, stands, gone) => {
    await commit(store, { writes: [stands] });
    const id = await ended(refusedAs(code, stop));
    const other = await ended(refusedAs(code, 'stop_99999999'));
    expect(await overtaken(id)).toBe(false);
    const { writes, ...beside } = await withdrawRefused(store, production, stop);
    await commit(store, { ...beside, writes: [...writes, gone] });
    expect([await drawn(), await overtaken(id), await refusedBy(store, stop)]).toEqual([[id], true, []]);
    expect(await refusedBy(store, 'stop_99999999')).toEqual([other]);
  });

  it('is on no list once it is forgotten', async () => {
    const id = await ended(refusedAs('held', aHold().id));
    expect(await forgetOperation(store, await loadOperation(store, id))).toBe('written');
    expect(await refusedBy(store, aHold().id)).toEqual([]);
  });
});

it('a card without such a button looks for nothing', async () => {
  const plain: Operation = anOperation({ state: 'running' });
  expect(await isOvertaken(store, plain)).toBe(false);
});
