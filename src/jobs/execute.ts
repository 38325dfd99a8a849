import type { Component } from '../domain/environment.ts';
import { emergencyOf } from '../domain/emergency.ts';
import { type CommitSha, shortSha } from '../domain/ids.ts';
import type { OperationEvent } from '../domain/event.ts';
import type { Lane } from '../domain/lane.ts';
import type {
  Aftermath,
  EarlierRelease,
  Ending,
  Failure,
  Operation,
  RestoredData,
} from '../domain/operation.ts';
import type { LiveState, Plan } from '../domain/plan.ts';
import { kindsOfAll } from '../domain/migration-plan.ts';
import { foundRelease } from '../domain/found-release.ts';
import { type Release, releasedDeployment } from '../domain/release.ts';
import { findEarlier, stateOf } from '../domain/rollback-target.ts';
import { findBadMarks } from '../store/bad-commits.ts';
import { allBeside, nothingBeside } from '../store/beside.ts';
import type { Store } from '../store/commit.ts';
import { leaveInbox } from '../store/inbox.ts';
import { changeOperation, type Decision, findOperation } from '../store/operations.ts';
import { leftOpenOnGithub, rebuiltWrite } from '../store/rebuilt.ts';
import { recentReleases, releaseWrites } from '../store/releases.ts';
import { withdrawBack } from '../store/withdraw.ts';
import type { Write } from '../store/transaction.ts';
import { type Context, placeOf } from './context.ts';
import { type Deployed, deploy, mirror } from './deploy.ts';
import type { DeployContext } from './deploy/context.ts';
import { stayingMigrations } from './deploy/migrations.ts';
import type { LaneRun } from './lane-run.ts';
import { Interrupted } from './lease.ts';
import { leaveRelease } from './leave-release.ts';
import { lookAtDriftSoon } from './look-at-drift-soon.ts';
import { persist } from './persist.ts';
import { readServing } from './plan.ts';
import { restore } from './restore.ts';
import { finishRestore } from './restore/finish.ts';
import { rollBack } from './rollback.ts';
import { StepFailed } from './step.ts';
import { beginWatch } from './watch/begin.ts';
import { Run } from './workflow.ts';

const cancelLookMs = 500;
const mostKnown = 10;
const mostLookedBack = 50;

/** Runs (or resumes) the operation to its end, and writes that end. */
export async function execute(context: Context, operation: Operation, turn: LaneRun): Promise<void> {
  const { store, providers, scratch } = context;
  const { plan } = operation;
  if (!plan) throw new Error(`${operation.id} runs without a plan`);
  const log = context.log.child({ operation: operation.id, lane: turn.fence.lane });
  const deployContext: DeployContext = {
    ...placeOf(context.apps, operation),
    operation,
    plan,
    providers,
    scratch,
    leftOpen: await leftOpenOnGithub(store, operation),
    known: await knownBackends(context, operation),
  };

  const cancel = watchForCancel(context, operation);
  try {
    const run = await Run.open({ ...turn, store, operation, cancel: cancel.signal, log });
    const outcome = await attempt(run, deployContext);
    if (outcome.kind === 'deployed') {
      await finish(context, deployContext, { outcome, run, turn });
      return;
    }
    if (outcome.kind === 'restored') {
      await finishRestore(context, operation, { data: outcome.data, fence: turn.fence });
      return;
    }
    await run.undoAll();
    if (plan.kind !== 'restore') await mirror(run, deployContext, { state: 'failure' });
    await end(context, deployContext, { outcome, run, turn });
  } finally {
    cancel.stop();
  }
}

type Outcome =
  | { readonly kind: 'deployed'; readonly deployed: Deployed }
  | { readonly kind: 'restored'; readonly data: RestoredData }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

type Unfinished = Extract<Outcome, { readonly kind: 'failed' | 'cancelled' }>;

/** The releases are the same for every worker that goes on with it: the next one is written at its end. */
async function knownBackends({ store }: Context, operation: Operation): Promise<readonly string[]> {
  const releases = await recentReleases(store, operation, mostKnown);
  return releases.flatMap(({ backend }) => (backend ? [backend.deployment] : []));
}

async function attempt(run: Run, context: DeployContext): Promise<Outcome> {
  const { plan } = context;
  try {
    if (plan.kind === 'restore') return { kind: 'restored', data: await restore(run, { ...context, plan }) };
    const deployed =
      plan.kind === 'rollback' ? await rollBack(run, { ...context, plan }) : await deploy(run, context);
    return { kind: 'deployed', deployed };
  } catch (error) {
    if (error instanceof StepFailed) return { kind: 'failed', failure: error.failure };
    if (error instanceof Interrupted && error.kind === 'cancelled') return { kind: 'cancelled' };
    throw error;
  }
}

async function finish(
  context: Context,
  deployContext: DeployContext,
  {
    outcome,
    run,
    turn,
  }: { readonly outcome: Outcome & { kind: 'deployed' }; readonly run: Run; readonly turn: LaneRun },
): Promise<void> {
  const { store } = context;
  const durations = durationsOf(run);
  const githubDeployment = await mirror(run, deployContext, { state: 'success', durations });
  await changeOperation(
    store,
    deployContext.operation.id,
    async (operation) => {
      if (operation.state !== 'running') return undefined;
      const release = releaseOf(operation, deployContext, {
        deployed: outcome.deployed,
        durations,
        now: store.now(),
        githubDeployment,
      });
      const { plan } = deployContext;
      const known = await recentReleases(store, operation, mostLookedBack);
      const found = known.length === 0 ? foundRelease(release, plan) : undefined;
      const ending = {
        kind: 'succeeded',
        release: release.id,
        mixedVersionsMs: mixedVersions(run),
        ...(await earlierThan(store, [release, ...known, ...(found ? [found] : [])])),
      } as const;
      const { environment } = deployContext;
      const watch = beginWatch(operation, release, { environment, records: run.records });
      const beside = allBeside(
        plan.kind === 'rollback' ? await leaveRelease(store, operation, plan) : nothingBeside,
        await withdrawBack(store, operation),
        await lookAtDriftSoon(store, operation),
      );
      return {
        operation: { ...operation, state: 'succeeded', endedAt: release.liveAt, ending, ...watch.watched },
        events: [
          {
            kind: 'succeeded',
            at: release.liveAt,
            release: release.id,
            commit: release.commit,
            durationMs: release.liveAt - release.startedAt,
          },
        ],
        writes: [
          ...(await releaseWrites(store, release, found)),
          ...closedWrites(deployContext),
          leaveInbox(operation, operation.id),
          ...watch.writes,
          ...beside.writes,
        ],
        guards: beside.guards,
        wake: [...wakeForAcknowledgement(operation), ...watch.wake, ...beside.wake],
      };
    },
    turn.fence,
  );
}

/** Where the card's button goes. */
async function earlierThan(
  store: Store,
  releases: readonly [Release, ...Release[]],
): Promise<{ readonly earlier?: EarlierRelease }> {
  const earlier = findEarlier(releases, await findBadMarks(store, releases[0].app, releases));
  return earlier ? { earlier: { release: earlier.id, commit: earlier.commit } } : {};
}

/** The operation's own lane reminds people until somebody acknowledges an emergency. */
function wakeForAcknowledgement({ id, request }: Operation): readonly Lane[] {
  return request.emergency === undefined ? [] : [{ kind: 'operation', operation: id }];
}

/** They were closed, or GitHub would not have it: no deploy tries it again. */
function closedWrites({ operation, leftOpen }: DeployContext): readonly Write[] {
  return leftOpen.length > 0 ? [rebuiltWrite(operation, [])] : [];
}

async function end(
  context: Context,
  deployContext: DeployContext,
  { outcome, run, turn }: { readonly outcome: Unfinished; readonly run: Run; readonly turn: LaneRun },
): Promise<void> {
  const aftermath = await lookAround(context, deployContext, { run, turn });
  const releases = await recentReleases(context.store, deployContext.operation, mostLookedBack);
  const earlier = leftChanged(aftermath, releases);
  await changeOperation(
    context.store,
    deployContext.operation.id,
    (operation): Decision | undefined => {
      if (operation.state !== 'running') return undefined;
      const now = context.store.now();
      const ending = endingOf(outcome, operation, { aftermath, ...earlier });
      return {
        operation: { ...operation, state: ending.kind, endedAt: now, ending },
        events: [eventOf(ending, now)],
        writes: [...closedWrites(deployContext), leaveInbox(operation, operation.id)],
        wake: wakeForAcknowledgement(operation),
      };
    },
    turn.fence,
  );
}

function eventOf(ending: ReturnType<typeof endingOf>, at: number): OperationEvent {
  if (ending.kind === 'cancelled') return { ...ending, at };
  const { failure, aftermath } = ending;
  return { kind: 'failed', at, failure, aftermath };
}

function endingOf(
  outcome: Unfinished,
  operation: Operation,
  stands: { readonly aftermath: Aftermath; readonly earlier?: EarlierRelease },
): Ending & { kind: 'failed' | 'cancelled' } {
  if (outcome.kind === 'failed') return { kind: 'failed', failure: outcome.failure, ...stands };
  const by = operation.cancelRequested?.by;
  if (!by) throw new Error(`${operation.id} was cancelled by nobody`);
  return { kind: 'cancelled', by, aftermath: stands.aftermath };
}

/** Something serves what the newest release did not put there. */
function leftChanged(
  { live }: Aftermath,
  releases: readonly Release[],
): { readonly earlier?: EarlierRelease } {
  const [newest] = releases;
  if (!newest) return {};
  const state = stateOf(newest, releases);
  const changed = (['frontend', 'backend'] as const).some((component) => {
    const [now, released] = [live[component], state[component]?.commit];
    return now !== undefined && released !== undefined && !released.startsWith(now);
  });
  return changed ? { earlier: { release: newest.id, commit: newest.commit } } : {};
}

/** What was undone, what could not be, and what each component serves now, as far as the platforms answer. */
async function lookAround(
  context: Context,
  deployContext: DeployContext,
  { run, turn }: { readonly run: Run; readonly turn: LaneRun },
): Promise<Aftermath> {
  const live = await persist(() => readServing(context, deployContext), {
    forMs: 10_000,
    signal: turn.signal,
    log: context.log,
  }).catch((): LiveState => ({}));
  turn.signal.throwIfAborted();
  const known: [Component, CommitSha | undefined][] = [
    ['frontend', live.frontend?.commit],
    ['backend', live.backend?.commit],
  ];
  const shown = known.flatMap(([component, sha]) => (sha ? [[component, shortSha(sha)] as const] : []));
  const stay = stayingMigrations(deployContext.plan, run.records);
  return {
    ...run.undone(),
    live: Object.fromEntries(shown),
    ...(stay.length > 0 && { migrations: { names: stay.map(({ name }) => name), kinds: kindsOfAll(stay) } }),
  };
}

function releaseOf(
  operation: Operation,
  { plan, environment }: DeployContext,
  done: {
    readonly deployed: Deployed;
    readonly durations: Release['stepDurations'];
    readonly now: number;
    readonly githubDeployment: number | undefined;
  },
): Release {
  const { frontend, backend, restorePoint, migrations } = done.deployed;
  const before = plan.live;
  return {
    id: operation.id.replace('op_', 'rel_'),
    app: operation.app,
    environment: operation.environment,
    operation: operation.id,
    commit: plan.commit.sha,
    subject: plan.commit.subject,
    ...(plan.kind === 'rollback' && { backTo: plan.target.origin }),
    requestedBy: operation.request.by,
    ...(operation.request.automatic && { byItself: true }),
    approvedBy: operation.approval?.nods.map(({ by }) => by) ?? [],
    ...(frontend && {
      frontend: releasedDeployment(frontend.deployment, {
        commit: ownCommit(plan, 'frontend'),
        url: environment.frontend?.url ?? frontend.url,
        previous: before.frontend?.deployment,
      }),
    }),
    ...(backend && {
      backend: releasedDeployment(backend.deployment, {
        commit: ownCommit(plan, 'backend'),
        url: environment.backend?.url,
        previous: before.backend?.deployment,
      }),
    }),
    ...emergencyOf(operation),
    ...(restorePoint && { database: { restorePoint, ...(migrations && { migrations }) } }),
    ...(done.githubDeployment !== undefined && { githubDeployment: done.githubDeployment }),
    startedAt: operation.startedAt ?? operation.createdAt,
    liveAt: done.now,
    stepDurations: done.durations,
  };
}

/** Where a rollback brings back another commit of a component than the release's own. */
function ownCommit(plan: Plan, component: 'frontend' | 'backend'): CommitSha | undefined {
  const sha = plan.kind === 'rollback' ? plan.ways[component]?.commit.sha : undefined;
  return sha === plan.commit.sha ? undefined : sha;
}

function durationsOf({ records }: Run): Release['stepDurations'] {
  const ended = records.flatMap(({ id, finishedAt, intentAt }) =>
    finishedAt ? [[id, finishedAt - intentAt] as const] : [],
  );
  return Object.fromEntries(ended);
}

/** Between the backend's switch and the frontend's: how long people saw one with the other's version, ms. */
function mixedVersions(run: Run): number {
  const finished = (...ids: readonly string[]) =>
    run.records.find((record) => ids.includes(record.id))?.finishedAt;
  const backend = finished('deploy-backend', 'roll-back-backend');
  const frontend = finished('promote-frontend', 'roll-back-frontend');
  return backend && frontend ? Math.abs(frontend - backend) : 0;
}

/** The cancel flag is state: it is read again and again, so a cancel reaches the run on whatever worker it is. */
function watchForCancel(context: Context, operation: Operation): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const look = async () => {
    const now = await findOperation(context.store, operation.id).catch(() => undefined);
    if (now?.cancelRequested) controller.abort(new Interrupted('cancelled'));
  };
  const timer = setInterval(() => void look(), cancelLookMs);
  if (operation.cancelRequested) controller.abort(new Interrupted('cancelled'));
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}
