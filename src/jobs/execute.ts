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
import { foundRelease } from '../domain/found-release.ts';
import type { Release } from '../domain/release.ts';
import { findEarlier } from '../domain/rollback-target.ts';
import { findBadMarks } from '../store/bad-commits.ts';
import { allBeside, nothingBeside } from '../store/beside.ts';
import type { Store } from '../store/commit.ts';
import { leaveInbox } from '../store/inbox.ts';
import { changeOperation, type Decision } from '../store/operations.ts';
import { leftOpenOnGithub, rebuiltWrite } from '../store/rebuilt.ts';
import { recentReleases, releaseWrites } from '../store/releases.ts';
import { withdrawBack } from '../store/withdraw.ts';
import type { Write } from '../store/transaction.ts';
import { type Context, placeOf } from './context.ts';
import { type Deployed, deploy, mirror } from './deploy.ts';
import type { DeployContext } from './deploy/context.ts';
import type { EarlyTree } from './deploy/source.ts';
import type { LaneRun } from './lane-run.ts';
import { Interrupted } from './lease.ts';
import { leaveRelease } from './leave-release.ts';
import { lookAtDriftSoon } from './drift/look-at-drift-soon.ts';
import { restore } from './restore.ts';
import { finishRestore } from './restore/finish.ts';
import { rollBack } from './rollback.ts';
import { StepFailed } from './step.ts';
import { beginWatch } from './watch/begin.ts';
import { leftChanged, lookAround } from './look-around.ts';
import { durationsOf, mixedVersions, releaseOf } from './released.ts';
import { watchForCancel } from './watch-for-cancel.ts';
import { Run } from './workflow.ts';

const mostKnown = 10;
const mostLookedBack = 50;

/** Runs (or resumes) the operation to its end, and writes that end. `early`: its source, where that is being fetched. */
export async function execute(
  context: Context,
  operation: Operation,
  { early, ...turn }: LaneRun & { readonly early?: EarlyTree | undefined },
): Promise<void> {
  const { store, providers, scratch } = context;
  const { plan } = operation;
  if (!plan) throw new Error(`${operation.id} runs without a plan`);
  const log = context.log.child({ operation: operation.id, lane: turn.fence.lane });
  const place = placeOf(context.apps, operation);
  const cancel = watchForCancel(context, operation);
  try {
    const [run, leftOpen, known] = await Promise.all([
      Run.open({ ...turn, store, operation, cancel: cancel.signal, log }),
      leftOpenOnGithub(store, operation),
      knownBackends(context, operation),
    ]);
    const deployContext = { ...place, operation, plan, providers, scratch, early, leftOpen, known };
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
        ...(await Promise.all([
          plan.kind === 'rollback' ? leaveRelease(store, operation, plan) : nothingBeside,
          withdrawBack(store, operation),
          lookAtDriftSoon(store, operation),
        ])),
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
