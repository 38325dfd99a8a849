import type { OperationId } from '../domain/ids.ts';
import type { OperationRequest } from '../domain/request.ts';
import { commit, type Store } from './commit.ts';
import { onceFor } from './delivery.ts';
import { keys } from './keys.ts';
import type { Inbox } from './request-inbox.ts';
import type { Write } from './transaction.ts';

export function requestsOf(operation: OperationId): Inbox {
  return { inbox: keys.requests(operation), lane: { kind: 'operation', operation } };
}

/** Keeps what a person asked of an operation, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptRequest(
  store: Store,
  operation: OperationId,
  request: OperationRequest,
): Promise<'accepted' | 'known' | 'unknown_operation'> {
  const { guard, write } = onceFor(request.delivery, operation);
  const outcome = await commit(store, {
    guards: [['present', keys.operation(operation)], guard],
    writes: [write, askWrite(operation, request)],
    wake: [requestsOf(operation).lane],
  });
  if (outcome === 'written') return 'accepted';
  return (await store.redis.exists(keys.accepted(request.delivery))) ? 'known' : 'unknown_operation';
}

/** As a part of another change: asked once, by that change alone. */
export function askWrite(operation: OperationId, request: OperationRequest): Write {
  return ['RPUSH', keys.requests(operation), JSON.stringify(request)];
}
