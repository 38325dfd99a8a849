import type { Lane } from '../domain/lane.ts';
import type { StopRequest } from '../domain/stop-request.ts';
import type { StopPlace } from '../domain/stop.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

const acceptedForMs = 15 * 60_000;

export function stopsLane({ app, environment }: StopPlace): Lane & { kind: 'stops' } {
  return { kind: 'stops', app, environment };
}

/** Keeps what a person asked of a place's stop signs, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptStopRequest(
  store: Store,
  place: StopPlace,
  request: StopRequest,
): Promise<'accepted' | 'known'> {
  const accepted = keys.accepted(request.delivery);
  const outcome = await commit(store, {
    guards: [['absent', accepted]],
    writes: [
      ['SET', accepted, '', 'PX', String(acceptedForMs)],
      ['RPUSH', requestsOf(place), JSON.stringify(request)],
    ],
    wake: [stopsLane(place)],
  });
  return outcome === 'written' ? 'accepted' : 'known';
}

export interface WaitingStopRequest {
  readonly request: StopRequest;
  /** Decides it: the write that takes it off goes with the decision's own. */
  readonly guard: Guard;
  readonly taken: Write;
}

export async function firstStopRequest(
  store: Store,
  place: StopPlace,
): Promise<WaitingStopRequest | undefined> {
  const key = requestsOf(place);
  const line = await store.redis.lindex(key, 0);
  if (line === null) return undefined;
  return { request: JSON.parse(line) as StopRequest, guard: ['head', key, line], taken: ['LPOP', key] };
}

/** Nothing waits: the lane sleeps until `at`, or until the next request. `lost`: something came meanwhile. */
export async function restStopsLane(
  store: Store,
  place: StopPlace,
  rest: { readonly at: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  const lane = stopsLane(place);
  return commit(store, {
    guards: [['absent', requestsOf(place)]],
    writes: [rest.at === undefined ? clearAlarm(lane) : setAlarm(lane, rest.at)],
    fence: rest.fence,
  });
}

function requestsOf({ app, environment }: StopPlace): string {
  return keys.stopRequests(app, environment);
}
