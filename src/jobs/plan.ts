import { decideGates } from '../domain/gates.ts';
import type { CommitSha } from '../domain/ids.ts';
import { makePlan } from '../domain/make-plan.ts';
import type { DeployRequest } from '../domain/operation.ts';
import type { Commit, LiveState, Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import { recentReleases } from '../store/releases.ts';
import type { Context, Place } from './context.ts';
import { findGreen } from './find-green.ts';

const releasesForEstimates = 10;

export type Planned =
  /** `green`: where the plan's own checks are not green, the newest commit of the branch whose are. */
  | { readonly kind: 'planned'; readonly plan: Plan; readonly green?: CommitSha }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Gathers the facts and plans. */
export async function planDeploy(
  context: Context,
  place: Place,
  request: Pick<DeployRequest, 'ref' | 'components'>,
): Promise<Planned> {
  const { app, environment } = place;
  const ref = request.ref ?? environment.branch;
  const { source } = context.providers;
  const [resolution, live, releases] = await Promise.all([
    source.resolveRef(app.repository, ref),
    readLive(context, place),
    recentReleases(context.store, { app: app.name, environment: environment.name }, releasesForEstimates),
  ]);
  if (resolution.kind === 'unknown') {
    const repository = `${app.repository.owner}/${app.repository.name}`;
    const facts = { found: ref, repository, nearest: resolution.nearest ?? environment.branch };
    return { kind: 'refused', refusal: { code: 'unknown_ref', facts } };
  }
  const { commit } = resolution;
  const { components } = request;
  const plan = await planCommit(context, { ...place, ref, commit, live, releases, components });
  const { kind } = decideGates({ plan, policy: environment.policy });
  const green = kind === 'refused' ? await findGreen(context, place, plan) : undefined;
  return { kind: 'planned', plan, ...(green !== undefined && { green }) };
}

/** The same commit planned again on what is live now: equal digests mean that nothing an approval binds has changed. */
export async function planAgain(context: Context, place: Place, plan: Plan): Promise<Plan> {
  const { app, environment } = place;
  const [live, releases] = await Promise.all([
    readLive(context, place),
    recentReleases(context.store, { app: app.name, environment: environment.name }, releasesForEstimates),
  ]);
  const components = plan.components.map(({ component }) => component);
  return planCommit(context, { ...place, ref: plan.ref, commit: plan.commit, live, releases, components });
}

/** What each platform serves now, and the release that put it there if it was one of ours. */
export async function readLive(context: Context, { app, environment }: Place): Promise<LiveState> {
  const { frontend, backend } = context.providers;
  const place = { app: app.name, environment: environment.name };
  const [liveFrontend, liveBackend, [release]] = await Promise.all([
    environment.frontend && frontend.live(environment.frontend),
    environment.backend && backend.live(environment.backend),
    recentReleases(context.store, place, 1),
  ]);
  const ours =
    release &&
    (!release.frontend || release.frontend.deployment === liveFrontend?.deployment) &&
    (!release.backend || release.backend.deployment === liveBackend?.deployment);
  return {
    ...(liveFrontend && { frontend: liveFrontend }),
    ...(liveBackend && { backend: liveBackend }),
    ...(ours && { release: release.id }),
  };
}

interface PlanInput extends Place {
  readonly ref: string;
  readonly commit: Commit;
  readonly live: LiveState;
  readonly releases: readonly Release[];
  readonly components: DeployRequest['components'];
}

async function planCommit(context: Context, input: PlanInput): Promise<Plan> {
  const { source } = context.providers;
  const base = input.live.backend?.commit ?? input.live.frontend?.commit;
  const [comparison, checks] = await Promise.all([
    source.compare(input.app.repository, base, input.commit.sha),
    source.checks(input.app.repository, input.commit.sha),
  ]);
  return makePlan({ ...input, comparison, checks });
}
