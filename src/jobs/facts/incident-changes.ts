import { platformOf } from '../../domain/drift.ts';
import type { EnvironmentStatus } from '../../domain/status.ts';
import type { EnvironmentFacts } from '../../incidents/changes.ts';
import { recentReleases } from '../../store/releases.ts';
import type { Context, Place } from '../context.ts';
import type { Patience } from './ask-patiently.ts';
import { lookUpLive, lookUpSubjects } from './status.ts';

const mostReleases = 50;

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
  const { drift } = live;
  return { environment: where.environment, releases, drift, subjects, unknown: unknownIn(live) };
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
