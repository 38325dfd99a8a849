import type { DriftEvent, DriftWatch } from '../domain/drift-watch.ts';
import type { Lane } from '../domain/lane.ts';
import type { PlacedNotice } from '../domain/notice.ts';
import type { StopPlace } from '../domain/stop.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { auditWrite } from './audit.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { noticeWrites } from './notices.ts';
import type { Guard } from './transaction.ts';

export function driftLane({ app, environment }: StopPlace): Lane & { kind: 'drift' } {
  return { kind: 'drift', app, environment };
}

export async function findDriftWatch(store: Store, place: StopPlace): Promise<DriftWatch | undefined> {
  const line = await store.redis.get(keys.drift(place.app, place.environment));
  return line === null ? undefined : (JSON.parse(line) as DriftWatch);
}

/** What was seen, what is told of it, and when to look next. `lost`: something moved while the platforms were read. */
export async function keepDriftWatch(
  store: Store,
  place: StopPlace,
  kept: {
    readonly watch: DriftWatch;
    readonly events: readonly DriftEvent[];
    readonly notices: readonly PlacedNotice[];
    readonly guards: readonly Guard[];
    readonly fence: Fence;
  },
): Promise<'written' | 'lost'> {
  const { watch, events, notices, guards, fence } = kept;
  const now = store.now();
  return commit(store, {
    guards,
    writes: [
      ['SET', keys.drift(place.app, place.environment), JSON.stringify(watch)],
      setAlarm(driftLane(place), watch.nextAt),
      ...events.map((event) => auditWrite(place, JSON.stringify(event))),
      ...notices.flatMap((notice) => noticeWrites(notice, now)),
    ],
    wake: notices.map(({ channel }) => ({ kind: 'channel', channel })),
    fence,
  });
}

/** The lane sleeps until `at`. */
export async function restDriftLane(
  store: Store,
  place: StopPlace,
  { at, fence }: { readonly at: number; readonly fence: Fence },
): Promise<void> {
  await commit(store, { writes: [setAlarm(driftLane(place), at)], fence });
}

/** The configuration asks for no looks, or not any more. */
export async function endDriftWatch(store: Store, place: StopPlace, fence: Fence): Promise<void> {
  const key = keys.drift(place.app, place.environment);
  await commit(store, { writes: [['DEL', key], clearAlarm(driftLane(place))], fence });
}
