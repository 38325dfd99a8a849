import { type OperationId, parseOperationId } from '../domain/ids.ts';
import type { Lane } from '../domain/lane.ts';
import { clearAlarm } from './alarms.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

type Place = { readonly app: string; readonly environment: string };

/** The environment's operations in the order in which they run: the first one runs or is about to. */
export function joinInbox(place: Place, id: OperationId): Write {
  return ['RPUSH', keys.inbox(place.app, place.environment), id];
}

/** Holds while it is the first: nothing has been put before it. */
export function isFirst(place: Place, id: OperationId): Guard {
  return ['head', keys.inbox(place.app, place.environment), id];
}

/** Before all that waits: to be guarded by nothing running. */
export function joinInboxFirst(place: Place, id: OperationId): Write {
  return ['LPUSH', keys.inbox(place.app, place.environment), id];
}

/** Right behind what runs: whatever becomes of its worker, it is gone on with first. */
export function joinInboxBehind(
  place: Place,
  { id, behind }: { readonly id: OperationId; readonly behind: OperationId },
): Write {
  return ['LINSERT', keys.inbox(place.app, place.environment), 'AFTER', behind, id];
}

export function leaveInbox(place: Place, id: OperationId): Write {
  return ['LREM', keys.inbox(place.app, place.environment), '0', id];
}

export function inboxLane(place: Place): Lane {
  return { kind: 'environment', app: place.app, environment: place.environment };
}

export async function inboxOf(store: Store, place: Place): Promise<readonly OperationId[]> {
  return (await store.redis.lrange(keys.inbox(place.app, place.environment), 0, -1)).map(parseOperationId);
}

export async function restEnvironmentLane(
  store: Store,
  place: Place,
  fence: Fence,
): Promise<'written' | 'lost'> {
  return commit(store, {
    guards: [['absent', keys.inbox(place.app, place.environment)]],
    writes: [clearAlarm(inboxLane(place))],
    fence,
  });
}
