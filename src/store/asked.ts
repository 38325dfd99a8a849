import type { Operation } from '../domain/operation.ts';
import { alreadyUnderWay } from '../domain/under-way.ts';
import type { Claim } from './claim.ts';
import { commit, type Store } from './commit.ts';
import { onceFor } from './delivery.ts';
import { keys } from './keys.ts';
import { answerWrites } from './messages.ts';
import { createOperation } from './operations.ts';

/* What people asked for, from before its acknowledgement until it is an operation (docs/decisions/0011-an-acknowledgement-waits-for-one-write.md). */

/** An operation to be, as it will be. */
export interface Asked {
  /** Slack's id of it: it becomes one operation however often it is kept and begun. */
  readonly delivery: string;
  readonly operation: Operation;
}

/** In one write: all that an acknowledgement waits for. */
export async function keepAsked({ redis }: Store, asked: Asked): Promise<void> {
  await redis.hset(keys.asked, asked.delivery, JSON.stringify(asked.operation));
}

/** What was kept at `until` (ms since the epoch) or before and is no operation yet, oldest first. */
export async function findAsked({ redis }: Store, until: number): Promise<readonly Asked[]> {
  const kept = Object.entries(await redis.hgetall(keys.asked));
  return kept
    .map(([delivery, operation]): Asked => ({ delivery, operation: JSON.parse(operation) as Operation }))
    .filter(({ operation }) => operation.createdAt <= until)
    .toSorted((one, other) => one.operation.createdAt - other.operation.createdAt);
}

/**
 * Makes it an operation, once, or tells the person which one already says the same. `claim`: the caller posts its card.
 * Answers `begun` to the one call that made it.
 */
export async function beginAsked(
  store: Store,
  { delivery, operation }: Asked,
  claim?: Claim,
): Promise<'begun' | 'not_begun'> {
  const { by, channel } = operation.request;
  const event = { kind: 'requested', at: operation.createdAt, by } as const;
  const created = await createOperation(store, operation, { delivery, event, ...(claim && { claim }) });
  if (created.kind === 'created') return 'begun';
  const settled = ['HDEL', keys.asked, delivery] as const;
  if (created.kind === 'known') {
    await commit(store, { writes: [settled] });
    return 'not_begun';
  }
  const { guard, write } = onceFor(delivery);
  const answer = { kind: 'refused', refusal: alreadyUnderWay(created.operation) } as const;
  const to = { user: by, channel, delivery };
  await commit(store, {
    guards: [guard],
    writes: [write, settled, ...answerWrites(created.operation.id, to, answer, store.now())],
    wake: [{ kind: 'channel', channel }],
  });
  return 'not_begun';
}
