import type { BranchList } from '../../domain/branch.ts';
import { environmentsOn, type ProjectUse } from '../../domain/branch-needs.ts';
import type { DatabaseTarget, Environment } from '../../domain/environment.ts';
import type { SlackUserId } from '../../domain/ids.ts';
import { refuseDatabaseRight } from '../../branches/rights.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { recentReleases } from '../../store/releases.ts';
import { underWayIds } from '../../store/under-way.ts';
import { type Context, findPlace, type Place } from '../context.ts';
import { askPatiently } from '../facts/ask-patiently.ts';
import type { LaneRun } from '../lane-run.ts';

/** Somebody waits for the answer. */
const patienceMs = 20_000;
/** As many as are kept. */
const releasesKept = 200;

export interface DatabasePlace extends Place {
  readonly target: DatabaseTarget;
}

/** Undefined where the configuration names no database there, or not any more. */
export function findDatabase(
  { apps }: Context,
  wanted: { readonly app: string; readonly environment: string },
): DatabasePlace | undefined {
  const place = findPlace(apps, wanted);
  const target = place?.environment.database;
  return place && target && { ...place, target };
}

export function noDatabase({ environment }: { readonly environment: string }): Refusal {
  return { code: 'environment_no_database', facts: { environment, known: '' } };
}

/** What somebody may be told or may change, asked of Slack at this moment. */
export async function refuseAsker(
  { people }: Context,
  environment: Environment,
  asked: { readonly by: SlackUserId; readonly action: string; readonly reads?: true },
): Promise<Refusal | undefined> {
  const { by, action, reads } = asked;
  const who = reads ? 'everyone' : environment.policy.rights.database;
  return refuseDatabaseRight(await people.mayDo({ user: by }, who), { action, environment });
}

export type Gathered =
  | { readonly kind: 'gathered'; readonly list: BranchList; readonly use: ProjectUse }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** All branches of the project, and what depends on them. */
export async function gatherBranches(
  context: Context,
  { target }: DatabasePlace,
  run: LaneRun,
): Promise<Gathered> {
  const listed = await askNeon(context, run, () => context.providers.database.branches(target));
  if (listed.kind === 'refused') return listed;
  return { kind: 'gathered', list: listed.said, use: await readUse(context, target) };
}

/** What Neon says, or why it did not. */
export async function askNeon<T>(
  context: Context,
  run: LaneRun,
  call: () => Promise<T>,
): Promise<
  { readonly kind: 'said'; readonly said: T } | { readonly kind: 'refused'; readonly refusal: Refusal }
> {
  const answer = await askPatiently(context, { run, patienceMs }, call);
  if (answer.kind === 'said') return answer;
  return { kind: 'refused', refusal: { code: 'branch_neon_silent', facts: { message: answer.why } } };
}

async function readUse({ apps, store }: Context, target: DatabaseTarget): Promise<ProjectUse> {
  const environments = environmentsOn(apps, target);
  const places = environments.map(({ app, environment }) => ({
    app: app.name,
    environment: environment.name,
  }));
  const [releases, underWay] = await Promise.all([
    Promise.all(places.map((place) => recentReleases(store, place, releasesKept))),
    Promise.all(
      places.map(async (place) => {
        const ids = await underWayIds(store, place);
        return ids.map((operation) => ({ environment: place.environment, operation }));
      }),
    ),
  ]);
  return { environments, releases: releases.flat(), underWay: underWay.flat() };
}
