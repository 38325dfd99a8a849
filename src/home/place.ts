import { releasedParts } from '../domain/drift.ts';
import type { App, Environment } from '../domain/environment.ts';
import type { HomeEnvironment, HomeOperation } from '../slack/views/home-view.ts';
import type { Store } from '../store/commit.ts';
import { listUnderWay } from '../store/list-under-way.ts';
import { lookAtStops } from '../store/look-at-stops.ts';
import { recentReleases } from '../store/releases.ts';
import type { Stops } from '../store/stops.ts';
import { findWatches } from '../store/watches.ts';
import { homeOperation } from './operation.ts';

export interface Place {
  readonly app: App;
  readonly environment: Environment;
}

/** What is on record of one environment. */
export interface SeenPlace extends Place {
  readonly shown: HomeEnvironment;
  readonly stops: Stops;
  readonly underWay: readonly HomeOperation[];
}

/** Releases of one component alone may come between the last ones of both. */
const mostReleases = 10;

export async function lookAtPlace(store: Store, place: Place): Promise<SeenPlace> {
  const where = { app: place.app.name, environment: place.environment.name };
  const [releases, { facts, stops }, listed, watches] = await Promise.all([
    recentReleases(store, where, mostReleases),
    lookAtStops(store, place),
    listUnderWay(store, where),
    findWatches(store, where),
  ]);
  return {
    ...place,
    stops,
    underWay: await Promise.all(listed.map((each) => homeOperation(store, place, each))),
    shown: {
      ...where,
      released: releasedParts(releases),
      stops: facts,
      queue: listed.map(({ operation: { state, request }, card }) => ({
        stands: state === 'running' ? 'running' : 'waiting',
        by: request.by,
        ...(card !== undefined && { card }),
      })),
      ...(watches.length > 0 && { watchedUntil: Math.max(...watches.map(({ until }) => until)) }),
    },
  };
}
