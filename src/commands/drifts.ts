import { findMeant } from '../domain/accept-drift.ts';
import { parseSlackUserId } from '../domain/ids.ts';
import type { RollbackWish } from '../domain/rollback-target.ts';
import type { StopAction } from '../slack/views/actions.ts';
import { findDriftWatch } from '../store/drift.ts';
import { acceptDriftRequest } from '../store/drift-requests.ts';
import { recentReleases } from '../store/releases.ts';
import type { Store } from '../store/commit.ts';
import type { Desk } from './desk.ts';
import { type Act, type Outcome, unavailable } from './outcome.ts';

/** *This is right*: the place's own lane decides it. */
export async function acceptDrift(
  { store, guarded }: Desk,
  { user, team, channel, delivery }: Act,
  { app, environment, stop }: StopAction,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const by = parseSlackUserId(user);
  const request = { delivery, by, team, channel, at: store.now(), drift: stop };
  const outcome = await guarded(() => acceptDriftRequest(store, { app, environment }, request));
  return outcome === 'unavailable' ? unavailable() : { kind: 'accepted' };
}

/** *Put back what was released*: a rollback to the newest release; undefined where that drift is over. */
export async function findWayBack(
  store: Store,
  { stop, ...place }: StopAction,
): Promise<RollbackWish | undefined> {
  const [watch, releases] = await Promise.all([
    findDriftWatch(store, place),
    recentReleases(store, place, 1),
  ]);
  const told = findMeant(watch?.told, { drift: stop });
  const [newest] = releases;
  if (!told || !newest) return undefined;
  const putsBack = told.drift.flatMap((one) => (one.kind === 'mixed' ? [] : [one.component]));
  return { kind: 'release', release: newest.id, putsBack };
}
