import { nextReminder, decideReminder } from '../approvals/acknowledge.ts';
import { decideDeadline, nextDeadline } from '../approvals/expire.ts';
import type { OperationId } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { OperationRequest } from '../domain/request.ts';
import { needsWrapUp } from '../domain/wrap-up.ts';
import type { Fence } from '../store/fence.ts';
import { changeOperation, findOperation, loadOperation } from '../store/operations.ts';
import { firstWaiting, restUntil } from '../store/request-inbox.ts';
import { requestsOf } from '../store/requests.ts';
import { answerRequest } from './answer-request.ts';
import { haveChecksMoved, nextCheckLook } from './planning/await-checks.ts';
import { cancelMeanwhile } from './planning/cancel-meanwhile.ts';
import { type Context, placeOf } from './context.ts';
import type { LaneRun } from './lane-run.ts';
import { planOperation } from './planning/plan-operation.ts';
import { wrapUp } from './wrap-up.ts';

/** Plans the operation, decides what people asked of it, and lets it expire. One worker at a time per operation. */
export async function runOperationLane(context: Context, id: OperationId, run: LaneRun): Promise<void> {
  const { fence } = run;
  const requests = requestsOf(id);
  if (!(await findOperation(context.store, id)))
    return void (await restUntil(context.store, requests, { at: undefined, fence }));
  let looked = false;
  for (;;) {
    run.signal.throwIfAborted();
    const operation = await loadOperation(context.store, id);
    const waiting = await firstWaiting<OperationRequest>(context.store, requests.inbox);
    if (waiting) {
      await answerRequest(context, operation, waiting, run);
    } else if (operation.state === 'planning') {
      await plan(context, operation, run);
    } else if (operation.state === 'awaiting_checks' && !looked) {
      // Once in a run: each run is an alarm that was due, or a hint that looking may be worth it.
      looked = true;
      if (await haveChecksMoved(context, operation, run)) await plan(context, operation, run);
    } else if (needsWrapUp(operation)) {
      await wrapUp(context, operation, run);
    } else {
      const expiry = await expire(context, id, fence);
      const deadline = nextWakeUp(context, expiry);
      if ((await restUntil(context.store, requests, { at: deadline, fence })) === 'written') {
        if (deadline !== undefined) await context.store.wake({ kind: 'operation', operation: id }, deadline);
        return;
      }
    }
  }
}

function plan(context: Context, operation: Operation, run: LaneRun): Promise<void> {
  return cancelMeanwhile(context, operation, run, (turn) => planOperation(context, operation, turn));
}

async function expire(context: Context, id: OperationId, fence: Fence): Promise<Operation> {
  return changeOperation(
    context.store,
    id,
    (operation) => {
      const { policy } = placeOf(context.apps, operation).environment;
      const facts = { policy, now: context.store.now() };
      return decideDeadline(operation, facts) ?? decideReminder(operation, facts);
    },
    fence,
  );
}

function nextWakeUp({ apps, store }: Context, operation: Operation): number | undefined {
  const { policy } = placeOf(apps, operation).environment;
  const deadline = nextDeadline(operation) ?? nextReminder(operation, policy);
  if (operation.state !== 'awaiting_checks' || deadline === undefined) return deadline;
  return Math.min(deadline, nextCheckLook(operation, store.now()));
}
