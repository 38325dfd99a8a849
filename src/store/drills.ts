import type { DrillChange, DrillEvent, DrillRequest, DrillWatch } from '../domain/drill-watch.ts';
import type { Lane } from '../domain/lane.ts';
import type { StopPlace } from '../domain/stop.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { auditWrite } from './audit.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { noticeWrites } from './notices.ts';
import type { Guard, Write } from './transaction.ts';

const acceptedForMs = 15 * 60_000;

export function drillLane({ app, environment }: StopPlace): Lane & { kind: 'drill' } {
  return { kind: 'drill', app, environment };
}

/** Keeps what a person asked for, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptDrillRequest(
  store: Store,
  place: StopPlace,
  request: DrillRequest,
): Promise<'accepted' | 'known'> {
  const accepted = keys.accepted(request.delivery);
  const outcome = await commit(store, {
    guards: [['absent', accepted]],
    writes: [
      ['SET', accepted, '', 'PX', String(acceptedForMs)],
      ['RPUSH', requestsOf(place), JSON.stringify(request)],
    ],
    wake: [drillLane(place)],
  });
  return outcome === 'written' ? 'accepted' : 'known';
}

export interface WaitingDrillRequest {
  readonly request: DrillRequest;
  /** Decides it: the write that takes it off goes with the decision's own. */
  readonly guard: Guard;
  readonly taken: Write;
}

export async function firstDrillRequest(
  store: Store,
  place: StopPlace,
): Promise<WaitingDrillRequest | undefined> {
  const key = requestsOf(place);
  const line = await store.redis.lindex(key, 0);
  if (line === null) return undefined;
  return { request: JSON.parse(line) as DrillRequest, guard: ['head', key, line], taken: ['LPOP', key] };
}

export async function findDrillWatch(store: Store, place: StopPlace): Promise<DrillWatch | undefined> {
  const line = await store.redis.get(watchOf(place));
  return line === null ? undefined : (JSON.parse(line) as DrillWatch);
}

/** What was decided, together with the request that it answers. */
export async function keepDrill(
  store: Store,
  place: StopPlace,
  kept: DrillChange & { readonly fence: Fence; readonly waiting?: WaitingDrillRequest },
): Promise<void> {
  const { watch, events, notices, fence, waiting } = kept;
  const now = store.now();
  await commit(store, {
    guards: waiting ? [waiting.guard] : [],
    writes: [
      ['SET', watchOf(place), JSON.stringify(watch)],
      // Whatever happens to this worker, another looks at the drill.
      ...(watch.current ? [setAlarm(drillLane(place), now)] : []),
      ...drillEventWrites(place, events),
      ...notices.flatMap((notice) => noticeWrites(notice, now)),
      ...(waiting ? [waiting.taken] : []),
    ],
    wake: notices.map(({ channel }) => ({ kind: 'channel', channel })),
    fence,
  });
}

export function drillEventWrites(place: StopPlace, events: readonly DrillEvent[]): readonly Write[] {
  return events.map((event) => auditWrite(place, JSON.stringify(event)));
}

/** Nothing waits: the lane sleeps until `at`, or until the next request. `lost`: something came meanwhile. */
export async function restDrillLane(
  store: Store,
  place: StopPlace,
  rest: { readonly at: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  const lane = drillLane(place);
  return commit(store, {
    guards: [['absent', requestsOf(place)]],
    writes: [rest.at === undefined ? clearAlarm(lane) : setAlarm(lane, rest.at)],
    fence: rest.fence,
  });
}

function watchOf({ app, environment }: StopPlace): string {
  return keys.drill(app, environment);
}

function requestsOf({ app, environment }: StopPlace): string {
  return keys.drillRequests(app, environment);
}
