import type { DriftRequest } from '../domain/accept-drift.ts';
import type { StopPlace } from '../domain/stop.ts';
import { commit, type Store } from './commit.ts';
import { driftLane } from './drift.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

const acceptedForMs = 15 * 60_000;

/** Keeps what a person said of a place's drift, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptDriftRequest(
  store: Store,
  place: StopPlace,
  request: DriftRequest,
): Promise<'accepted' | 'known'> {
  const accepted = keys.accepted(request.delivery);
  const outcome = await commit(store, {
    guards: [['absent', accepted]],
    writes: [
      ['SET', accepted, '', 'PX', String(acceptedForMs)],
      ['RPUSH', keys.driftRequests(place.app, place.environment), JSON.stringify(request)],
    ],
    wake: [driftLane(place)],
  });
  return outcome === 'written' ? 'accepted' : 'known';
}

export interface WaitingDriftRequest {
  readonly request: DriftRequest;
  /** Decides it: the write that takes it off goes with the decision's own. */
  readonly guard: Guard;
  readonly taken: Write;
}

export async function firstDriftRequest(
  store: Store,
  { app, environment }: StopPlace,
): Promise<WaitingDriftRequest | undefined> {
  const key = keys.driftRequests(app, environment);
  const line = await store.redis.lindex(key, 0);
  if (line === null) return undefined;
  return { request: JSON.parse(line) as DriftRequest, guard: ['head', key, line], taken: ['LPOP', key] };
}
