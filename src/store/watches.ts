import type { Lane } from '../domain/lane.ts';
import type { OperationId } from '../domain/ids.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { Watch } from '../domain/watch.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

export function watchLane({ app, environment }: StopPlace): Lane & { kind: 'watch' } {
  return { kind: 'watch', app, environment };
}

/** Goes with the end of the deploy: nothing that succeeded is left unwatched. */
export function beginWatchWrite({ app, environment }: StopPlace, watch: Watch): Write {
  return ['HSET', keys.watches(app, environment), watch.operation, JSON.stringify(watch)];
}

/** Goes with what is said of its end. */
export function endWatchWrite({ app, environment }: StopPlace, operation: OperationId): Write {
  return ['HDEL', keys.watches(app, environment), operation];
}

/** Usually one; a newer release may be watched before the lane has ended the watch of the one before. */
export async function findWatches(store: Store, { app, environment }: StopPlace): Promise<readonly Watch[]> {
  const lines = await store.redis.hvals(keys.watches(app, environment));
  return lines.map((line) => JSON.parse(line) as Watch);
}

/** What was seen, and when to look next. */
export async function keepWatch(store: Store, place: StopPlace, watch: Watch, fence: Fence): Promise<void> {
  await commit(store, { writes: [beginWatchWrite(place, watch)], fence });
}

/** Nothing tells of it any more: its operation has gone. */
export async function dropWatch(
  store: Store,
  place: StopPlace,
  id: OperationId,
  fence: Fence,
): Promise<void> {
  await commit(store, { writes: [endWatchWrite(place, id)], fence });
}

/** The lane sleeps until `at`, or until the next deploy. `lost`: one has come meanwhile. */
export async function restWatchLane(
  store: Store,
  place: StopPlace,
  { at, fence }: { readonly at: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  const lane = watchLane(place);
  if (at !== undefined) return commit(store, { writes: [setAlarm(lane, at)], fence });
  return commit(store, {
    guards: [['absent', keys.watches(place.app, place.environment)]],
    writes: [clearAlarm(lane)],
    fence,
  });
}
