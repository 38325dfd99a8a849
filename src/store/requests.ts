import type { OperationId } from '../domain/ids.ts';
import type { OperationRequest } from '../domain/request.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

const acceptedForMs = 15 * 60_000;

/** Keeps what a person asked of an operation, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptRequest(
  store: Store,
  operation: OperationId,
  request: OperationRequest,
): Promise<'accepted' | 'known' | 'unknown_operation'> {
  const accepted = keys.accepted(request.delivery);
  const outcome = await commit(store, {
    guards: [
      ['present', keys.operation(operation)],
      ['absent', accepted],
    ],
    writes: [['SET', accepted, operation, 'PX', String(acceptedForMs)], askWrite(operation, request)],
    wake: [{ kind: 'operation', operation }],
  });
  if (outcome === 'written') return 'accepted';
  return (await store.redis.exists(accepted)) ? 'known' : 'unknown_operation';
}

/** As a part of another change: asked once, by that change alone. */
export function askWrite(operation: OperationId, request: OperationRequest): Write {
  return ['RPUSH', keys.requests(operation), JSON.stringify(request)];
}

export interface WaitingRequest {
  readonly request: OperationRequest;
  /** Decides it: the write that takes it off goes with the decision's own. */
  readonly guard: Guard;
  readonly taken: Write;
}

export async function firstRequest(store: Store, id: OperationId): Promise<WaitingRequest | undefined> {
  const line = await store.redis.lindex(keys.requests(id), 0);
  if (line === null) return undefined;
  return {
    request: JSON.parse(line) as OperationRequest,
    guard: ['head', keys.requests(id), line],
    taken: ['LPOP', keys.requests(id)],
  };
}

/** Nothing waits: the lane sleeps until `at`, or until the next request. `lost`: a request came meanwhile. */
export async function restOperationLane(
  store: Store,
  id: OperationId,
  at: number | undefined,
  fence: Fence,
): Promise<'written' | 'lost'> {
  const lane = { kind: 'operation', operation: id } as const;
  return commit(store, {
    guards: [['absent', keys.requests(id)]],
    writes: [at === undefined ? clearAlarm(lane) : setAlarm(lane, at)],
    fence,
  });
}
