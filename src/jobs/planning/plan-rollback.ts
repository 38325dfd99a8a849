import type { Served } from '../../domain/drift.ts';
import type { Environment } from '../../domain/environment.ts';
import { type CommitSha, shortSha } from '../../domain/ids.ts';
import { makeRollbackPlan, migrationsIn, whatGoes } from '../../domain/make-rollback-plan.ts';
import type { DeployRequest } from '../../domain/operation.ts';
import type { Commit, Comparison, LiveState, RollbackPlan, RollbackWay } from '../../domain/plan.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { Release } from '../../domain/release.ts';
import { findTarget, type ReleasedPart, type ReleasedState } from '../../domain/rollback-target.ts';
import type { BackendRollback, FrontendRollback } from '../../providers/contract.ts';
import { findBadMarks } from '../../store/bad-commits.ts';
import { recentReleases } from '../../store/releases.ts';
import type { Context, Place } from '../context.ts';
import { judgeStaying } from '../facts/staying.ts';
import { ifAnswered } from '../if-answered.ts';
import { readServing } from './plan.ts';
import { rebuildReleases } from './rebuild-releases.ts';

/** How far back a rollback may go. */
const releasesLookedAt = 50;

type Planned =
  | { readonly kind: 'planned'; readonly plan: RollbackPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Gathers what can come back and how. GitHub is asked for what people read; a rollback goes without it. */
export async function planRollback(context: Context, place: Place, request: Request): Promise<Planned> {
  const { releases, serving } = await readReleases(context, place);
  const wish = request.to ?? { kind: 'back', releases: 1 };
  const bad = await findBadMarks(context.store, place.app.name, releases);
  const found = findTarget(releases, { wish, serving, environment: place.environment.name, bad });
  if (found.kind === 'refused') return found;
  const { release, state, skipped, marked } = found;
  const commits = await resolveParts(context, place, state);
  const [newest] = releases;
  const putsBack = wish.kind === 'release' && wish.release === newest?.id ? wish.putsBack : undefined;
  const ways = await findWays(context, place, { state, serving, commits, putsBack });
  const lost = missingCommit(ways, commits);
  if (lost) return { kind: 'refused', refusal: lost };
  const commit = commits.get(release.commit) ?? recordedCommit(release.commit, release);
  const comparison = await compareWithLive(context, place, {
    target: release.commit,
    live: whatGoes(serving, ways),
  });
  const staying = await lookAtMigrations(context, place, {
    request,
    comparison,
    left: whatGoes(serving, ways),
  });
  const plan = makeRollbackPlan({
    ...place,
    commit: withoutLoss(commit),
    live: serving,
    target: {
      release: release.id,
      origin: release.backTo ?? release.id,
      liveAt: release.liveAt,
      ...(putsBack && { putsBack }),
      ...(skipped.length > 0 && { skipped }),
      ...(marked && { marked }),
    },
    comparison,
    ways,
    staying,
    releases,
  });
  return { kind: 'planned', plan };
}

type Request = Pick<DeployRequest, 'to' | 'incident' | 'automatic'>;

/** Where somebody is to read it before it runs. */
async function lookAtMigrations(
  context: Context,
  place: Place,
  {
    request,
    comparison,
    left,
  }: { readonly request: Request; readonly comparison: Comparison; readonly left: CommitSha | undefined },
): Promise<RollbackPlan['staying']> {
  const files = migrationsIn(place.environment, comparison);
  if (request.incident || request.automatic || files.length === 0 || left === undefined) return undefined;
  return judgeStaying(context, place, { files, sha: left });
}

/** The same target on what is live now, and by the ways that there are now. What people read stays. */
export async function planRollbackAgain(
  context: Context,
  place: Place,
  plan: RollbackPlan,
): Promise<RollbackPlan> {
  const { frontend, backend } = plan.ways;
  const commits = new Map([frontend, backend].flatMap((way) => (way ? [[way.commit.sha, way.commit]] : [])));
  const { commit, comparison, target, staying } = plan;
  const reading = readReleases(context, place);
  const [{ releases, serving }, ways] = await Promise.all([
    reading,
    findWays(context, place, {
      state: stateOfWays(plan.ways),
      serving: reading.then((read) => read.serving),
      commits,
      putsBack: target.putsBack,
    }),
  ]);
  return makeRollbackPlan({ ...place, commit, live: serving, target, comparison, ways, staying, releases });
}

function stateOfWays({ frontend, backend }: RollbackPlan['ways']): ReleasedState {
  const part = ({ deployment, commit }: RollbackWay): ReleasedPart => ({
    deployment,
    commit: commit.sha,
    subject: commit.subject,
  });
  return { ...(frontend && { frontend: part(frontend) }), ...(backend && { backend: part(backend) }) };
}

async function readReleases(
  context: Context,
  place: Place,
): Promise<{ readonly releases: readonly Release[]; readonly serving: LiveState }> {
  const where = { app: place.app.name, environment: place.environment.name };
  const [serving, known] = await Promise.all([
    readServing(context, place),
    recentReleases(context.store, where, releasesLookedAt),
  ]);
  return {
    serving,
    releases: known.length > 0 ? known : await rebuildReleases(context, place, serving),
  };
}

/** `lost`: GitHub says that it has no such commit. */
type Known = Commit & { readonly lost?: true };

async function resolveParts(
  context: Context,
  { app }: Place,
  { frontend, backend }: ReleasedState,
): Promise<ReadonlyMap<CommitSha, Known>> {
  const parts = [frontend, backend].filter((part) => part !== undefined);
  const wanted = new Map(parts.map((part) => [part.commit, part]));
  const resolved = await Promise.all(
    [...wanted.values()].map(async (part): Promise<readonly [CommitSha, Known]> => {
      const { source } = context.providers;
      const answer = await ifAnswered(context, () => source.resolveRef(app.repository, part.commit));
      if (answer?.kind === 'found') return [part.commit, answer.commit];
      const recorded = recordedCommit(part.commit, part);
      return [part.commit, answer ? { ...recorded, lost: true } : recorded];
    }),
  );
  return new Map(resolved);
}

function recordedCommit(sha: CommitSha, { subject }: { readonly subject: string }): Commit {
  return { sha, subject, author: { name: 'unknown' }, url: '', committedAt: 0 };
}

function withoutLoss({ lost: _lost, ...commit }: Known): Commit {
  return commit;
}

async function findWays(
  context: Context,
  { environment }: Pick<Place, 'environment'>,
  facts: {
    readonly state: ReleasedState;
    /** May still be on its way: the platforms are asked for the ways meanwhile. */
    readonly serving: LiveState | Promise<LiveState>;
    readonly commits: ReadonlyMap<CommitSha, Known>;
    readonly putsBack: readonly Served[] | undefined;
  },
): Promise<RollbackPlan['ways']> {
  const { state, commits, putsBack } = facts;
  const [serving, frontend, backend] = await Promise.all([
    facts.serving,
    environment.frontend && state.frontend && frontendWay(context, environment.frontend, state.frontend),
    environment.backend && state.backend && backendWay(context, environment.backend, state.backend),
  ]);
  const wayOf = (component: 'frontend' | 'backend', way: Way | undefined): RollbackWay | undefined => {
    const part = state[component];
    if (!way || !part) return undefined;
    const commit = withoutLoss(commits.get(part.commit) ?? recordedCommit(part.commit, part));
    const live = serving[component];
    const isLive = putsBack?.includes(component)
      ? live?.deployment === part.deployment
      : live?.commit === part.commit;
    return { ...(isLive ? { kind: 'live' as const } : way), deployment: part.deployment, commit };
  };
  const ways = { frontend: wayOf('frontend', frontend), backend: wayOf('backend', backend) };
  return {
    ...(ways.frontend && { frontend: ways.frontend }),
    ...(ways.backend && { backend: ways.backend }),
  };
}

type Way = Pick<RollbackWay, 'kind' | 'why'>;

async function frontendWay(
  { providers }: Context,
  target: NonNullable<Environment['frontend']>,
  { deployment }: ReleasedPart,
): Promise<Way> {
  const found = await providers.frontend.rollbackOf(target, deployment);
  return 'why' in found ? { kind: 'rebuild', why: whyBuilt[found.why] } : { kind: found.kind };
}

async function backendWay(
  { providers }: Context,
  target: NonNullable<Environment['backend']>,
  { deployment }: ReleasedPart,
): Promise<Way> {
  const found = await providers.backend.rollbackOf(target, deployment);
  if (found.kind === 'image') return { kind: 'instant' };
  return 'why' in found ? { kind: 'rebuild', why: whyBuilt[found.why] } : { kind: found.kind };
}

type Why = Extract<FrontendRollback | BackendRollback, { readonly kind: 'rebuild' | 'gone' }>['why'];

const whyBuilt: Readonly<Record<Why, string>> = {
  never_live: 'that build never served production',
  plan: 'Vercel’s plan goes back one deployment only',
  not_offered: 'Vercel does not offer it',
  deleted: 'that deployment was deleted',
  not_built: 'its build never came to an end',
  image_expired: 'Railway keeps its image no longer',
  being_removed: 'Railway is still shutting it down',
  never_ran: 'it never ran',
  no_commit: 'Railway does not know its commit',
};

/** What has to be built needs its commit. */
function missingCommit(
  ways: RollbackPlan['ways'],
  commits: ReadonlyMap<CommitSha, Known>,
): Refusal | undefined {
  for (const component of ['frontend', 'backend'] as const) {
    const way = ways[component];
    if (way?.kind === 'rebuild' && commits.get(way.commit.sha)?.lost)
      return { code: 'release_commit_gone', facts: { component, commit: shortSha(way.commit.sha) } };
  }
  return undefined;
}

async function compareWithLive(
  context: Context,
  { app }: Place,
  { target, live }: { readonly target: CommitSha; readonly live: CommitSha | undefined },
): Promise<Comparison> {
  const unknown = {
    status: 'unknown',
    totalCommits: 0,
    commits: [],
    files: [],
    filesTruncated: false,
  } as const;
  if (live === undefined) return unknown;
  const { source } = context.providers;
  return (await ifAnswered(context, () => source.compare(app.repository, target, live))) ?? unknown;
}
