import { type OperationId, parseOperationId } from '../domain/ids.ts';
import { isOver, type Operation } from '../domain/operation.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

export type Place = { readonly app: string; readonly environment: string };

/** Goes with every change of an operation's state: keeps the index of what is not over, and counts the moves. */
export function underWayWrites(operation: Operation): readonly Write[] {
  const { id, app, environment, createdAt, state } = operation;
  const index = keys.underWay(app, environment);
  return [
    isOver(state) ? ['ZREM', index, id] : ['ZADD', index, String(createdAt), id],
    ['INCR', keys.moves(app, environment)],
  ];
}

/** Holds as long as no operation of the environment comes or changes its state after this call. */
export async function nothingMoves(store: Store, { app, environment }: Place): Promise<Guard> {
  const key = keys.moves(app, environment);
  const moves = await store.redis.get(key);
  return moves === null ? ['absent', key] : ['equals', key, moves];
}

/** Oldest first. */
export async function underWayIds(store: Store, place: Place): Promise<readonly OperationId[]> {
  return (await store.redis.zrange(keys.underWay(place.app, place.environment), '0', '-1')).map(
    parseOperationId,
  );
}

/** One key per wording of a request, kept while an operation with that wording is planned: who comes second sees it. */
export function askingKey({ kind, app, environment, request }: Operation): string {
  return keys.asking(
    JSON.stringify([
      app,
      environment,
      request.ref ?? '',
      request.components,
      request.back ?? false,
      request.emergency !== undefined,
      ...(kind === 'rollback' ? [request.to] : []),
      ...(kind === 'restore' ? ['data', request.data] : []),
    ]),
  );
}
