import { parseOperationId } from '../domain/ids.ts';
import type { Lane } from '../domain/lane.ts';
import type { Operation } from '../domain/operation.ts';
import { commit, type Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Place } from './under-way.ts';
import type { Write } from './transaction.ts';

/** Goes with every change of an operation's state: the index of what waits for checks. */
export function awaitingChecksWrites(before: Operation, next: Operation): readonly Write[] {
  const index = keys.awaitingChecks(next.app, next.environment);
  if (next.state === 'awaiting_checks') return [['SADD', index, next.id]];
  return before.state === 'awaiting_checks' ? [['SREM', index, next.id]] : [];
}

/** Has workers look whether the checks have ended that operations of these environments wait for. */
export async function wakeAwaitingChecks(store: Store, places: readonly Place[]): Promise<void> {
  const ids = await Promise.all(
    places.map(({ app, environment }) => store.redis.smembers(keys.awaitingChecks(app, environment))),
  );
  const wake = ids.flat().map((id): Lane => ({ kind: 'operation', operation: parseOperationId(id) }));
  if (wake.length > 0) await commit(store, { writes: [], wake });
}
