import { decideRefused } from '../approvals/plan.ts';
import { decideStart } from '../approvals/start.ts';
import type { OperationId } from '../domain/ids.ts';
import { isOver, type Operation } from '../domain/operation.ts';
import { commit } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import { forgetNods } from '../store/kept-nods.ts';
import type { Write } from '../store/transaction.ts';
import { inboxOf, isFirst, leaveInbox, restEnvironmentLane } from '../store/inbox.ts';
import { lookAtStops } from '../store/look-at-stops.ts';
import { changeOperation, type Decision, loadOperation } from '../store/operations.ts';
import { type Context, findPlace, placeOf } from './context.ts';
import { EarlyTree } from './deploy/source.ts';
import { execute } from './execute.ts';
import type { LaneRun } from './lane-run.ts';
import { lookAgain } from './planning/look-again.ts';

type Where = { readonly app: string; readonly environment: string };

const patienceMs = 120_000;

/** Runs the environment's operations one after another, in the order of its inbox. */
export async function runEnvironmentLane(context: Context, where: Where, run: LaneRun): Promise<void> {
  for (;;) {
    run.signal.throwIfAborted();
    const [next] = await inboxOf(context.store, where);
    if (next) {
      await runOperation(context, next, run);
    } else if ((await restEnvironmentLane(context.store, where, run.fence)) === 'written') {
      return;
    }
  }
}

async function runOperation(context: Context, id: OperationId, run: LaneRun): Promise<void> {
  const operation = await loadOperation(context.store, id);
  if (operation.state === 'queued') {
    await beginAndExecute(context, operation, run);
  } else if (operation.state === 'running') {
    await execute(context, operation, run);
  } else if (isOver(operation.state)) {
    await leave(context, operation, run.fence);
  } else if ((await inboxOf(context.store, operation)).includes(id)) {
    throw new Error(`${id} is in the inbox although it is ${operation.state}`);
  }
}

/** The source is fetched beside the gates: reading it changes nothing. */
async function beginAndExecute(context: Context, operation: Operation, run: LaneRun): Promise<void> {
  const early = fetchEarly(context, operation);
  try {
    const begun = await begin(context, operation, run);
    if (begun.state === 'running') await execute(context, begun, { ...run, early });
  } finally {
    void early?.close();
  }
}

function fetchEarly(context: Context, { plan, app, environment }: Operation): EarlyTree | undefined {
  const place = findPlace(context.apps, { app, environment });
  const isBuilt =
    plan?.kind === 'deploy' && plan.components.some(({ component }) => component === 'frontend');
  return place && isBuilt ? new EarlyTree(context, place.app, plan.commit.sha) : undefined;
}

/** The gates once more, on what is live now: the last word before anything changes. */
async function begin(context: Context, operation: Operation, run: LaneRun): Promise<Operation> {
  const { store } = context;
  const place = placeOf(context.apps, operation);
  const { policy } = place.environment;
  const look = await lookAgain(context, operation, { run, patienceMs, people: context.peopleNow });
  return changeOperation(
    store,
    operation.id,
    async (current) => {
      // A nod was taken back meanwhile, and perhaps another given: what was looked up is not about those.
      if (current.state !== 'queued' || current.version !== operation.version) return undefined;
      if ('code' in look) return withoutPlace(decideRefused(current, look, store.now()));
      // A lock or a freeze that lands at this very moment: the move to `running` loses, and it is seen.
      const { facts, guards } = await lookAtStops(store, place);
      const outside = { ...look.outside, ...facts, now: store.now() };
      // A rollback that is put before it: that one begins.
      const [first] = await inboxOf(store, current);
      if (first !== current.id) return undefined;
      const decision = withoutPlace(decideStart(current, { plan: look.plan, outside }, policy));
      return { ...decision, guards: [...guards, isFirst(current, current.id)] };
    },
    run.fence,
  );
}

/** What will not run leaves the inbox. */
function withoutPlace(decision: Decision): Decision {
  const { operation } = decision;
  if (!isOver(operation.state)) return decision;
  return { ...decision, writes: [leaveInbox(operation, operation.id), ...lapsedWrites(operation)] };
}

/** A nod that did not count at the run is not good for a retry either, whatever becomes of who gave it. */
function lapsedWrites({ ending, approval }: Decision['operation']): readonly Write[] {
  const lapsed = ending?.kind === 'refused' && ending.refusal.code === 'nods_lapsed';
  return lapsed && approval ? [forgetNods(approval.digest)] : [];
}

async function leave(context: Context, operation: Operation, fence: Fence): Promise<void> {
  await commit(context.store, { writes: [leaveInbox(operation, operation.id)], fence });
}
