import type { DriftRequest } from '../domain/accept-drift.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { Store } from './commit.ts';
import { driftLane } from './drift.ts';
import { keys } from './keys.ts';
import { acceptInto, firstWaiting, type Waiting } from './request-inbox.ts';

export type WaitingDriftRequest = Waiting<DriftRequest>;

/** What a person said of a place's drift. */
export async function acceptDriftRequest(
  store: Store,
  place: StopPlace,
  request: DriftRequest,
): Promise<'accepted' | 'known'> {
  return acceptInto(store, { inbox: inboxOf(place), lane: driftLane(place) }, request);
}

export async function firstDriftRequest(
  store: Store,
  place: StopPlace,
): Promise<WaitingDriftRequest | undefined> {
  return firstWaiting(store, inboxOf(place));
}

function inboxOf({ app, environment }: StopPlace): string {
  return keys.driftRequests(app, environment);
}
