import { decideDrift, type Reading, releasedParts, type Served } from '../../domain/drift.ts';
import { drillStanding, type DrillWatch } from '../../domain/drill-watch.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { LiveState } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import type { ComponentStatus, EnvironmentStatus, QueuedOperation } from '../../domain/status.ts';
import { careLane, findCare } from '../../store/data-care.ts';
import { lookAtStops } from '../../store/look-at-stops.ts';
import { loadMessage } from '../../store/messages.ts';
import { operationsUnderWay } from '../../store/operations.ts';
import { recentReleases } from '../../store/releases.ts';
import { findWatches } from '../../store/watches.ts';
import { within } from '../../time/within.ts';
import type { Context, Place } from '../context.ts';
import { rebuildReleases } from '../planning/rebuild-releases.ts';
import { askPatiently, type Patience } from './ask-patiently.ts';
import { lookUpComponents } from './components.ts';

/** Releases of one component alone may come between the last ones of both. */
const mostReleases = 50;

/** What an environment serves and how it does. What cannot be known is a fact too: this throws for nothing outside. */
export async function lookUpStatus(
  context: Context,
  place: Place,
  patience: Patience,
): Promise<EnvironmentStatus> {
  const where = { app: place.app.name, environment: place.environment.name };
  const [live, stops, queue, watches, drills] = await Promise.all([
    lookUpLive(context, place, patience),
    lookAtStops(context.store, place),
    lookUpQueue(context, where),
    findWatches(context.store, where),
    findCare<DrillWatch>(context.store, careLane('drill', where)),
  ]);
  const until = Math.max(...watches.map((watch) => watch.until));
  const subjects = await lookUpSubjects(context, place, { ...patience, live });
  const drill = drillStanding(drills, place.environment.policy.drill, context.store.now());
  return {
    environment: where.environment,
    ...live,
    subjects,
    stops: stops.facts,
    queue,
    ...(watches.length > 0 && { watchedUntil: until }),
    ...(drill && { drill }),
  };
}

/** What is live against what was released. */
export async function lookUpLive(
  context: Context,
  place: Place,
  patience: Patience,
): Promise<Pick<EnvironmentStatus, 'parts' | 'released' | 'drift'>> {
  const { store } = context;
  const where = { app: place.app.name, environment: place.environment.name };
  const known = await recentReleases(store, where, mostReleases);
  const first = await lookUpComponents(context, place.environment, {
    ...patience,
    released: releasedParts(known),
  });
  const found =
    known.length > 0 ? known : await releasesElsewhere(context, place, { ...patience, parts: first });
  const released = releasedParts(found);
  const parts =
    found === known ? first : await lookUpComponents(context, place.environment, { ...patience, released });
  const drift = decideDrift(released, readingsOf(parts));
  return { parts, released, drift };
}

/** Where Redis has none: from GitHub and the platforms, if those that would have to tell answer at all. */
async function releasesElsewhere(
  context: Context,
  place: Place,
  { parts, patienceMs }: Patience & { readonly parts: readonly ComponentStatus[] },
): Promise<readonly Release[]> {
  if (parts.some(({ reading }) => reading.kind === 'silent')) return [];
  const serving = Object.fromEntries(
    parts.flatMap(({ component, reading }) => (reading.kind === 'serves' ? [[component, reading.live]] : [])),
  ) as LiveState;
  return within(patienceMs, rebuildReleases(context, place, serving), []);
}

function readingsOf(parts: readonly ComponentStatus[]): Partial<Record<Served, Reading>> {
  return Object.fromEntries(parts.map(({ component, reading }) => [component, reading]));
}

async function lookUpQueue(
  { store }: Context,
  place: { readonly app: string; readonly environment: string },
): Promise<readonly QueuedOperation[]> {
  const { operations } = await operationsUnderWay(store, place);
  const cards = await Promise.all(operations.map(({ id }) => loadMessage(store, id)));
  return operations.map(({ state, request: { by } }, index) => {
    const card = cards[index]?.link;
    return {
      stands: state === 'running' ? 'running' : 'waiting',
      by,
      ...(card !== undefined && { card }),
    };
  });
}

type Live = Pick<EnvironmentStatus, 'parts' | 'released'>;

/** From the release records, else from GitHub; one that does not answer leaves a commit without. */
export async function lookUpSubjects(
  context: Context,
  { app }: Place,
  { live, ...patience }: Patience & { readonly live: Live },
): Promise<Readonly<Record<string, string>>> {
  const known = new Map(Object.values(live.released).map(({ commit, subject }) => [commit, subject]));
  const entries = await Promise.all(
    commitsOf(live).map(async (sha) => [sha, known.get(sha) ?? (await subjectOf(sha))] as const),
  );
  return Object.fromEntries(
    entries.flatMap(([sha, subject]) => (subject === undefined ? [] : [[sha, subject]])),
  );

  async function subjectOf(sha: CommitSha): Promise<string | undefined> {
    const ask = () => context.providers.source.resolveRef(app.repository, sha);
    const silent = { kind: 'silent', why: '' } as const;
    const answer = await within(patience.patienceMs, askPatiently(context, patience, ask), silent);
    return answer.kind === 'said' && answer.said.kind === 'found' ? answer.said.commit.subject : undefined;
  }
}

function commitsOf({ parts, released }: Live): readonly CommitSha[] {
  const live = parts.flatMap(({ reading }) =>
    reading.kind === 'serves' && reading.live.commit !== undefined ? [reading.live.commit] : [],
  );
  return [...new Set([...live, ...Object.values(released).map(({ commit }) => commit)])];
}
