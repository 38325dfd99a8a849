import { decideChecks } from '../../domain/gates/checks.ts';
import type { Policy } from '../../domain/environment.ts';
import type { CommitSha } from '../../domain/ids.ts';
import { makePlan } from '../../domain/make-plan.ts';
import type { MigrationsPlan } from '../../domain/migration-plan.ts';
import type { DeployRequest } from '../../domain/operation.ts';
import type { Commit, Comparison, DeployPlan, LiveState, Plan } from '../../domain/plan.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { Release } from '../../domain/release.ts';
import { recentReleases } from '../../store/releases.ts';
import type { Context, Place } from '../context.ts';
import { findMigrations } from '../facts/migrations.ts';
import { findGreen } from './find-green.ts';
import { rebuildReleases } from './rebuild-releases.ts';

const releasesForEstimates = 10;

export type Planned =
  /** `green`: where the plan's own checks are not green, the newest commit of the branch whose are. */
  | { readonly kind: 'planned'; readonly plan: Plan; readonly green?: CommitSha }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Gathers the facts and plans. */
export async function planDeploy(
  context: Context,
  place: Place,
  request: Pick<DeployRequest, 'ref' | 'components' | 'back' | 'emergency'>,
): Promise<Planned> {
  const { app, environment } = place;
  const ref = request.ref ?? environment.branch;
  const { source } = context.providers;
  const [resolution, serving, known] = await Promise.all([
    source.resolveRef(app.repository, ref),
    readServing(context, place),
    knownReleases(context, place),
  ]);
  if (resolution.kind === 'unknown') {
    const repository = `${app.repository.owner}/${app.repository.name}`;
    const facts = { found: ref, repository, nearest: resolution.nearest ?? '' };
    return { kind: 'refused', refusal: { code: 'unknown_ref', facts } };
  }
  const releases = known.length > 0 ? known : await rebuildReleases(context, place, serving);
  const { commit } = resolution;
  const { components, back, emergency } = request;
  const live = withRelease(serving, releases);
  const plan = await planCommit(context, {
    ...place,
    ref,
    commit,
    standing: { live, releases },
    components,
    back,
    emergency,
  });
  return withGreen(context, place, plan);
}

/** The commit of a plan whose checks have moved: the ref may mean another one by now, but this is what was asked for. */
export async function planAfresh(context: Context, place: Place, plan: DeployPlan): Promise<Planned> {
  return withGreen(context, place, await planAgain(context, place, plan));
}

async function withGreen(context: Context, place: Place, plan: Plan): Promise<Planned> {
  const { environment } = place;
  const green = wantsAdvice(plan, environment.policy) ? await findGreen(context, place, plan) : undefined;
  return { kind: 'planned', plan, ...(green !== undefined && { green }) };
}

/** Where the checks refuse it; those that still run are waited for instead. */
function wantsAdvice(plan: Plan, { checks, waitForChecksMs }: Policy): boolean {
  const { code, decision } = decideChecks(plan, checks);
  return decision.kind === 'refused' && (code !== 'check_pending' || waitForChecksMs === 0);
}

/** The same commit planned again on what is live now: equal digests mean that nothing an approval binds has changed. */
export async function planAgain(context: Context, place: Place, plan: DeployPlan): Promise<DeployPlan> {
  const components = plan.components.map(({ component }) => component);
  const { ref, commit, back, emergency, migrations, comparison } = plan;
  return planCommit(context, {
    ...place,
    ref,
    commit,
    standing: readStanding(context, place),
    components,
    back,
    emergency,
    known: { migrations, base: comparison.base },
  });
}

async function readStanding(context: Context, place: Place): Promise<Standing> {
  const [serving, releases] = await Promise.all([readServing(context, place), knownReleases(context, place)]);
  return { live: withRelease(serving, releases), releases };
}

/** What each platform serves now. */
export async function readServing(context: Context, { environment }: Place): Promise<LiveState> {
  const { frontend, backend } = context.providers;
  const [liveFrontend, liveBackend] = await Promise.all([
    environment.frontend && frontend.live(environment.frontend),
    environment.backend && backend.live(environment.backend),
  ]);
  return {
    ...(liveFrontend && { frontend: liveFrontend }),
    ...(liveBackend && { backend: liveBackend }),
  };
}

/** Names the release that put it there, if it was the newest of ours. */
function withRelease(serving: LiveState, [release]: readonly Release[]): LiveState {
  const ours =
    release &&
    (!release.frontend || release.frontend.deployment === serving.frontend?.deployment) &&
    (!release.backend || release.backend.deployment === serving.backend?.deployment);
  return ours ? { ...serving, release: release.id } : serving;
}

async function knownReleases({ store }: Context, { app, environment }: Place): Promise<readonly Release[]> {
  return recentReleases(store, { app: app.name, environment: environment.name }, releasesForEstimates);
}

interface Standing {
  readonly live: LiveState;
  readonly releases: readonly Release[];
}

interface PlanInput extends Place {
  readonly ref: string;
  readonly commit: Commit;
  readonly standing: Standing | Promise<Standing>;
  readonly components: DeployRequest['components'];
  readonly back: true | undefined;
  readonly emergency: string | undefined;
  /** As found when the same commit was planned before. */
  readonly known?: { readonly migrations: MigrationsPlan | undefined; readonly base: CommitSha | undefined };
}

/** What depends on the commit alone is asked while the platforms tell what is live. */
async function planCommit(context: Context, input: PlanInput): Promise<DeployPlan> {
  const { source } = context.providers;
  const { sha } = input.commit;
  const { app, components, known } = input;
  const comparing = compareWithLive(context, input);
  const touched = async () => (await comparing).files;
  const [standing, comparison, checks, migrations] = await Promise.all([
    input.standing,
    comparing,
    source.checks(app.repository, sha),
    findMigrations(context, input, { sha, components, known: known?.migrations, touched }),
  ]);
  return makePlan({ ...input, ...standing, comparison, checks, migrations });
}

/** Begun with what was live before, which as a rule still is; asked anew where it is not. */
async function compareWithLive(
  { providers: { source } }: Context,
  { app, commit, standing, known }: PlanInput,
): Promise<Comparison> {
  const compare = (base: CommitSha | undefined) => source.compare(app.repository, base, commit.sha);
  const begun = known?.base === undefined ? undefined : compare(known.base);
  // Where it is about what is live no more, nobody asks what became of it.
  begun?.catch(() => undefined);
  const base = whatIsLive((await standing).live, commit);
  return begun !== undefined && base === known?.base ? begun : compare(base);
}

/** Where the components serve different commits: one that the deploy replaces. */
function whatIsLive({ backend, frontend }: LiveState, wanted: Commit): CommitSha | undefined {
  const commits = [backend?.commit, frontend?.commit].filter((commit) => commit !== undefined);
  return commits.find((commit) => commit !== wanted.sha) ?? commits[0];
}
