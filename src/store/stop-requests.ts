import type { Lane } from '../domain/lane.ts';
import type { StopRequest } from '../domain/stop-request.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { acceptInto, firstWaiting, restUntil, type Waiting } from './request-inbox.ts';

export type WaitingStopRequest = Waiting<StopRequest>;

export function stopsLane({ app, environment }: StopPlace): Lane & { kind: 'stops' } {
  return { kind: 'stops', app, environment };
}

/** What a person asked of a place's stop signs. */
export async function acceptStopRequest(
  store: Store,
  place: StopPlace,
  request: StopRequest,
): Promise<'accepted' | 'known'> {
  return acceptInto(store, inboxAt(place), request);
}

export async function firstStopRequest(
  store: Store,
  place: StopPlace,
): Promise<WaitingStopRequest | undefined> {
  return firstWaiting(store, inboxAt(place).inbox);
}

export async function restStopsLane(
  store: Store,
  place: StopPlace,
  rest: { readonly at: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  return restUntil(store, inboxAt(place), rest);
}

function inboxAt(place: StopPlace): { readonly inbox: string; readonly lane: Lane } {
  return { inbox: keys.stopRequests(place.app, place.environment), lane: stopsLane(place) };
}
