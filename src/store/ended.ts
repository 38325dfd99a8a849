import { type OperationId, parseOperationId } from '../domain/ids.ts';
import { laneName } from '../domain/lane.ts';
import { isOver, type Operation } from '../domain/operation.ts';
import { commit, type Store } from './commit.ts';
import { copiesLeft } from './copies.ts';
import { keys } from './keys.ts';
import { forgetOffers } from './offers.ts';
import type { Write } from './transaction.ts';

/** Goes with every change of an operation's state: the index of what is over, by when it ended. */
export function endedWrites({ id, state, endedAt, createdAt }: Operation): readonly Write[] {
  return isOver(state) ? [['ZADD', keys.ended, String(endedAt ?? createdAt), id]] : [];
}

/** What ended before `before` (ms since the epoch), the oldest first. */
export async function endedBefore(
  store: Store,
  before: number,
  most: number,
): Promise<readonly OperationId[]> {
  const ids = await store.redis.zrangebyscore(keys.ended, '-inf', `(${before}`, 'LIMIT', 0, most);
  return ids.map(parseOperationId);
}

/** What ended last, of every app, the newest first. */
export async function endedLast(store: Store, most: number): Promise<readonly OperationId[]> {
  return (await store.redis.zrange(keys.ended, '0', String(most - 1), 'REV')).map(parseOperationId);
}

/** Has `endedBefore` tell of it as if it had ended at `at`: it cannot go yet. */
export async function lookAgain(store: Store, id: OperationId, at: number): Promise<void> {
  await store.redis.zadd(keys.ended, 'XX', at, id);
}

/**
 * Removes an operation that is over with everything that is its own. `lost`: it changed, somebody asks something of it,
 * or its card is to be drawn again.
 */
export async function forgetOperation(store: Store, operation: Operation): Promise<'written' | 'lost'> {
  const { id, version, request } = operation;
  const lane = laneName({ kind: 'operation', operation: id });
  const copies = copiesLeft(operation);
  const own = [
    keys.operation(id),
    keys.steps(id),
    keys.events(id),
    keys.requests(id),
    keys.message(id),
    keys.fence(lane),
    ...copies.keys,
  ];
  return commit(store, {
    guards: [
      ['field', keys.operation(id), 'version', String(version)],
      ['absent', keys.requests(id)],
      ['unlisted', keys.alarms, lane],
      ['unlisted', keys.outbox(request.channel), id],
      ...copies.guards,
    ],
    writes: [...own.map((key): Write => ['DEL', key]), forgetEnded(id), ...forgetOffers(operation)],
  });
}

export function forgetEnded(id: OperationId): Write {
  return ['ZREM', keys.ended, id];
}
