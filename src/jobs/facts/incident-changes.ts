import { platformOf } from '../../domain/drift.ts';
import type { Symptom } from '../../domain/incident.ts';
import type { Release } from '../../domain/release.ts';
import type { EnvironmentStatus } from '../../domain/status.ts';
import type { EnvironmentFacts } from '../../incidents/changes.ts';
import type { Store } from '../../store/commit.ts';
import { findOperation } from '../../store/operations.ts';
import { recentReleases } from '../../store/releases.ts';
import type { Context, Place } from '../context.ts';
import type { Patience } from './ask-patiently.ts';
import { lookUpLive, lookUpSubjects } from './status.ts';

const mostReleases = 50;
const mostWatched = 5;

/** What went live in an environment: our records, and what the platforms serve besides. */
export async function lookUpChanges(
  context: Context,
  place: Place,
  patience: Patience,
): Promise<EnvironmentFacts> {
  const where = { app: place.app.name, environment: place.environment.name };
  const live = await lookUpLive(context, place, patience);
  const subjects = live.drift.length === 0 ? {} : await lookUpSubjects(context, place, { ...patience, live });
  // After the look, which may have rebuilt them.
  const releases = await recentReleases(context.store, where, mostReleases);
  const symptoms = await findSymptoms(context.store, where.environment, releases);
  const { drift } = live;
  return { environment: where.environment, releases, drift, subjects, unknown: unknownIn(live), symptoms };
}

/** What was seen to get worse once one of the last releases was live. */
async function findSymptoms(
  store: Store,
  environment: string,
  releases: readonly Release[],
): Promise<readonly Symptom[]> {
  const ids = releases.slice(0, mostWatched).flatMap(({ operation }) => operation ?? []);
  const operations = await Promise.all(ids.map((id) => findOperation(store, id)));
  return operations.flatMap((operation) => {
    const end = operation?.watched?.end;
    if (end?.kind !== 'worse') return [];
    const { evidence } = end;
    return [{ at: Math.min(end.at, ...evidence.map(({ since }) => since)), environment, evidence }];
  });
}

function unknownIn({ parts, drift }: Pick<EnvironmentStatus, 'parts' | 'drift'>): readonly string[] {
  const silent = parts.flatMap(({ component, reading }) =>
    reading.kind === 'silent'
      ? [`${platformOf[component]} did not answer: what was changed there by hand is not known.`]
      : [],
  );
  const gone = drift.flatMap((one) =>
    one.kind === 'gone' ? [`${platformOf[one.component]} serves nothing there now.`] : [],
  );
  return [...silent, ...gone];
}
