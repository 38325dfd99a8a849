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
import type { Guard, Write } from './transaction.ts';

export function driftLane({ app, environment }: StopPlace): Lane & { kind: 'drift' } {
  return { kind: 'drift', app, environment };
}

export async function findDriftWatch(store: Store, place: StopPlace): Promise<DriftWatch | undefined> {
  return (await seeDriftWatch(store, place)).watch;
}

/** What is kept, and the guard that holds as long as it is so. */
export interface SeenDriftWatch {
  readonly watch: DriftWatch | undefined;
  readonly guard: Guard;
}

export async function seeDriftWatch(store: Store, { app, environment }: StopPlace): Promise<SeenDriftWatch> {
  const key = keys.drift(app, environment);
  return parseDriftWatch(key, await store.redis.get(key));
}

export function parseDriftWatch(key: string, line: string | null): SeenDriftWatch {
  return line === null
    ? { watch: undefined, guard: ['absent', key] }
    : { watch: JSON.parse(line) as DriftWatch, guard: ['equals', key, line] };
}

export function driftWatchWrite({ app, environment }: StopPlace, watch: DriftWatch): Write {
  return ['SET', keys.drift(app, environment), JSON.stringify(watch)];
}

export function driftEventWrites(place: StopPlace, events: readonly DriftEvent[]): readonly Write[] {
  return events.map((event) => auditWrite(place, JSON.stringify(event)));
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
    readonly writes?: readonly Write[];
    readonly wake?: readonly Lane[];
    readonly fence: Fence;
  },
): Promise<'written' | 'lost'> {
  const { watch, events, notices, guards, writes = [], wake = [], fence } = kept;
  const now = store.now();
  return commit(store, {
    guards,
    writes: [
      ...writes,
      driftWatchWrite(place, watch),
      setAlarm(driftLane(place), watch.nextAt),
      ...driftEventWrites(place, events),
      ...notices.flatMap((notice) => noticeWrites(notice, now)),
    ],
    wake: [...notices.map(({ channel }) => ({ kind: 'channel', channel }) as const), ...wake],
    fence,
  });
}

/** The lane sleeps until `at`, or until somebody says something. `lost`: they have meanwhile. */
export async function restDriftLane(
  store: Store,
  place: StopPlace,
  { at, fence }: { readonly at: number; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  return commit(store, {
    guards: [nothingAsked(place)],
    writes: [setAlarm(driftLane(place), at)],
    fence,
  });
}

/** The configuration asks for no looks, or not any more. */
export async function endDriftWatch(
  store: Store,
  place: StopPlace,
  fence: Fence,
): Promise<'written' | 'lost'> {
  const key = keys.drift(place.app, place.environment);
  return commit(store, {
    guards: [nothingAsked(place)],
    writes: [['DEL', key], clearAlarm(driftLane(place))],
    fence,
  });
}

function nothingAsked({ app, environment }: StopPlace): Guard {
  return ['absent', keys.driftRequests(app, environment)];
}
