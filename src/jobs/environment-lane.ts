import { decideGates } from '../domain/gates.ts';
import type { OperationId } from '../domain/ids.ts';
import { isOver, type Operation } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import { TerminalError } from '../domain/errors.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Fence } from '../store/fence.ts';
import { inboxOf, leaveInbox, restEnvironmentLane } from '../store/inbox.ts';
import { commit } from '../store/commit.ts';
import { changeOperation, type Decision, loadOperation } from '../store/operations.ts';
import { type Context, type Place, placeOf } from './context.ts';
import { executeDeploy } from './execute.ts';
import type { LaneRun } from './lane-run.ts';
import { persist } from './persist.ts';
import { planAgain } from './plan.ts';

type Where = { readonly app: string; readonly environment: string };

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
    await begin(context, operation, run);
  } else if (operation.state === 'running') {
    await executeDeploy(context, operation, run);
  } else if (isOver(operation.state)) {
    await leave(context, operation, run.fence);
  } else {
    throw new Error(`${id} is in the inbox although it is ${operation.state}`);
  }
}

/** The gates once more, on what is live now: the last word before anything changes. */
async function begin(context: Context, operation: Operation, run: LaneRun): Promise<void> {
  const { store } = context;
  const place = placeOf(context.apps, operation);
  const plan = await freshPlan(context, place, { operation, run });
  await changeOperation(
    store,
    operation.id,
    (current) => {
      if (current.state !== 'queued') return undefined;
      return 'code' in plan
        ? refused(current, plan, store.now())
        : decideStart(current, plan, { place, now: store.now() });
    },
    run.fence,
  );
}

async function freshPlan(
  context: Context,
  place: Place,
  { operation, run }: { readonly operation: Operation; readonly run: LaneRun },
): Promise<Plan | Refusal> {
  const { plan } = operation;
  if (!plan) throw new Error(`${operation.id} is queued without a plan`);
  try {
    return await persist(() => planAgain(context, place, plan), {
      forMs: 120_000,
      signal: run.signal,
      log: context.log.child({ operation: operation.id }),
    });
  } catch (error) {
    if (error instanceof TerminalError) return { code: error.code, facts: error.facts };
    throw error;
  }
}

/** An approved plan runs as approved or not at all; one that needs no nod runs on what is live now. */
function decideStart(
  operation: Operation,
  fresh: Plan,
  { place, now }: { readonly place: Place; readonly now: number },
): Decision {
  const { policy } = place.environment;
  if (policy.approvals.required > 0 && fresh.digest !== operation.plan?.digest) {
    return refused(
      operation,
      { code: 'plan_outdated', facts: { what: whatChanged(operation.plan, fresh) } },
      now,
    );
  }
  const gates = decideGates({ plan: fresh, policy, approval: operation.approval });
  switch (gates.kind) {
    case 'proceed':
      return {
        operation: { ...operation, plan: fresh, state: 'running', startedAt: now },
        events: [{ kind: 'started', at: now }],
      };
    case 'unchanged':
      return {
        operation: { ...operation, state: 'unchanged', endedAt: now, ending: { kind: 'unchanged' } },
        events: [{ kind: 'unchanged', at: now }],
        writes: [leaveInbox(operation, operation.id)],
      };
    case 'needs_approvals':
      return refused(operation, { code: 'plan_outdated', facts: { what: 'the approval policy' } }, now);
    case 'refused':
      return refused(operation, gates.refusal, now);
  }
}

function whatChanged(approved: Plan | undefined, fresh: Plan): string {
  const changed = (['frontend', 'backend'] as const).filter(
    (component) => approved?.live[component]?.deployment !== fresh.live[component]?.deployment,
  );
  return changed.length > 0 ? `the live ${changed.join(' and ')}` : 'the policy';
}

function refused(operation: Operation, refusal: Refusal, now: number): Decision {
  const ending = { kind: 'refused', refusal } as const;
  return {
    operation: { ...operation, state: 'refused', endedAt: now, ending },
    events: [{ ...ending, at: now }],
    writes: [leaveInbox(operation, operation.id)],
  };
}

async function leave(context: Context, operation: Operation, fence: Fence): Promise<void> {
  await commit(context.store, { writes: [leaveInbox(operation, operation.id)], fence });
}
