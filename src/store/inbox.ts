import { type OperationId, parseOperationId } from '../domain/ids.ts';
import type { Lane } from '../domain/lane.ts';
import { clearAlarm } from './alarms.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

type Place = { readonly app: string; readonly environment: string };

/** The environment's operations in the order in which they run: the first one runs or is about to. */
export function joinInbox(place: Place, id: OperationId): Write {
  return ['RPUSH', keys.inbox(place.app, place.environment), id];
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
