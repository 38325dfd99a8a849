import type { Component } from '../domain/environment.ts';
import { emergencyOf } from '../domain/emergency.ts';
import { type CommitSha, shortSha } from '../domain/ids.ts';
import type { Lane } from '../domain/lane.ts';
import type { Aftermath, Ending, Failure, Operation } from '../domain/operation.ts';
import type { LiveState } from '../domain/plan.ts';
import { type Release, releasedDeployment } from '../domain/release.ts';
import { leaveInbox } from '../store/inbox.ts';
import { changeOperation, type Decision, findOperation } from '../store/operations.ts';
import { leftOpenOnGithub, rebuiltWrite } from '../store/rebuilt.ts';
import { releaseWrites } from '../store/releases.ts';
import type { Write } from '../store/transaction.ts';
import { type Context, placeOf } from './context.ts';
import { type Deployed, deploy, mirror } from './deploy.ts';
import type { DeployContext } from './deploy/context.ts';
import type { LaneRun } from './lane-run.ts';
import { Interrupted } from './lease.ts';
import { persist } from './persist.ts';
import { readServing } from './plan.ts';
import { StepFailed } from './step.ts';
import { Run } from './workflow.ts';

const cancelLookMs = 500;

/** Runs (or resumes) the operation to its end, and writes that end. */
export async function executeDeploy(context: Context, operation: Operation, turn: LaneRun): Promise<void> {
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
  };

  const cancel = watchForCancel(context, operation);
  try {
    const run = await Run.open({ ...turn, store, operation, cancel: cancel.signal, log });
    const outcome = await attemptDeploy(run, deployContext);
    if (outcome.kind === 'deployed') {
      await finish(context, deployContext, { outcome, run, turn });
      return;
    }
    await run.undoAll();
    await mirror(run, deployContext, { state: 'failure' });
    await end(context, deployContext, { outcome, run, turn });
  } finally {
    cancel.stop();
  }
}

type Outcome =
  | { readonly kind: 'deployed'; readonly deployed: Deployed }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled' };

async function attemptDeploy(run: Run, context: DeployContext): Promise<Outcome> {
  try {
    return { kind: 'deployed', deployed: await deploy(run, context) };
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
      const ending = {
        kind: 'succeeded',
        release: release.id,
        mixedVersionsMs: mixedVersions(run),
      } as const;
      return {
        operation: { ...operation, state: 'succeeded', endedAt: release.liveAt, ending },
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
          ...(await releaseWrites(store, release)),
          ...closedWrites(deployContext),
          leaveInbox(operation, operation.id),
        ],
        wake: wakeForAcknowledgement(operation),
      };
    },
    turn.fence,
  );
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
  {
    outcome,
    run,
    turn,
  }: { readonly outcome: Exclude<Outcome, { kind: 'deployed' }>; readonly run: Run; readonly turn: LaneRun },
): Promise<void> {
  const aftermath = await lookAround(context, deployContext, { run, turn });
  await changeOperation(
    context.store,
    deployContext.operation.id,
    (operation): Decision | undefined => {
      if (operation.state !== 'running') return undefined;
      const now = context.store.now();
      const ending = endingOf(outcome, operation, aftermath);
      return {
        operation: { ...operation, state: ending.kind, endedAt: now, ending },
        events: [{ ...ending, at: now }],
        writes: [...closedWrites(deployContext), leaveInbox(operation, operation.id)],
        wake: wakeForAcknowledgement(operation),
      };
    },
    turn.fence,
  );
}

function endingOf(
  outcome: Exclude<Outcome, { kind: 'deployed' }>,
  operation: Operation,
  aftermath: Aftermath,
): Ending & { kind: 'failed' | 'cancelled' } {
  if (outcome.kind === 'failed') return { kind: 'failed', failure: outcome.failure, aftermath };
  const by = operation.cancelRequested?.by;
  if (!by) throw new Error(`${operation.id} was cancelled by nobody`);
  return { kind: 'cancelled', by, aftermath };
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
  return { ...run.undone(), live: Object.fromEntries(shown) };
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
  const { frontend, backend, restorePoint } = done.deployed;
  const before = plan.live;
  return {
    id: operation.id.replace('op_', 'rel_'),
    app: operation.app,
    environment: operation.environment,
    operation: operation.id,
    commit: plan.commit.sha,
    subject: plan.commit.subject,
    requestedBy: operation.request.by,
    approvedBy: operation.approval?.nods.map(({ by }) => by) ?? [],
    ...(frontend && {
      frontend: releasedDeployment(frontend.deployment, {
        url: environment.frontend?.url ?? frontend.url,
        previous: before.frontend?.deployment,
      }),
    }),
    ...(backend && {
      backend: releasedDeployment(backend.deployment, {
        url: environment.backend?.url,
        previous: before.backend?.deployment,
      }),
    }),
    ...emergencyOf(operation),
    ...(restorePoint && { database: { restorePoint } }),
    ...(done.githubDeployment !== undefined && { githubDeployment: done.githubDeployment }),
    startedAt: operation.startedAt ?? operation.createdAt,
    liveAt: done.now,
    stepDurations: done.durations,
  };
}

function durationsOf({ records }: Run): Release['stepDurations'] {
  const ended = records.flatMap(({ id, finishedAt, intentAt }) =>
    finishedAt ? [[id, finishedAt - intentAt] as const] : [],
  );
  return Object.fromEntries(ended);
}

/** From the backend's switch to the frontend's: how long people saw one with the other's version, ms. */
function mixedVersions(run: Run): number {
  const finished = (id: string) => run.records.find((record) => record.id === id)?.finishedAt;
  const backend = finished('deploy-backend');
  const frontend = finished('promote-frontend');
  return backend && frontend ? Math.max(0, frontend - backend) : 0;
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
