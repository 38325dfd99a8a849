import type { Asker } from '../approvals/asker.ts';
import { decideRequest, type RequestDecision, type RequestFacts } from '../approvals/decide.ts';
import { keptNodsWrites } from '../approvals/reuse.ts';
import { approvalRulesOf, approversOf } from '../domain/approval-rules.ts';
import type { ApprovalRule, Policy } from '../domain/environment.ts';
import { rightOf, sayWho } from '../domain/gates/rights.ts';
import type { Operation } from '../domain/operation.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { OperationRequest } from '../domain/request.ts';
import { commit } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import { answerWrites } from '../store/messages.ts';
import { changeOperation, type Decision } from '../store/operations.ts';
import type { Waiting } from '../store/request-inbox.ts';
import { findAsker } from './asker.ts';
import { type Context, placeOf } from './context.ts';
import type { LaneRun } from './lane-run.ts';
import { lookAgain } from './planning/look-again.ts';
import { withPlace } from './planning/take-place.ts';
import { withLead } from './planning/take-the-lead.ts';

/** Somebody waits for the answer to a click. */
const patienceMs = 10_000;
const noApprover: Asker = { standing: 'not_an_approver', counts: [] };

/** Decides what somebody asked of an operation by a press, and tells who is refused why. */
export async function answerRequest(
  context: Context,
  seen: Operation,
  waiting: Waiting<OperationRequest>,
  run: LaneRun,
): Promise<void> {
  const { store } = context;
  const { fence } = run;
  const { request, guard, taken } = waiting;
  const { policy } = placeOf(context.apps, seen).environment;
  const presses = isRollbackPress(seen, request);
  const facts = await lookUpFacts(context, { seen, request, run });
  let refusal: (RequestDecision & { kind: 'refused' }) | undefined;
  await changeOperation(
    store,
    seen.id,
    async (operation) => {
      const decision = decideRequest(operation, request, { ...facts, now: store.now() });
      refusal = decision.kind === 'refused' ? decision : undefined;
      if (decision.kind === 'refused') return undefined;
      const change = presses ? await withLead(store, decision) : withPlace(decision);
      const kept = keptNodsWrites(decision.operation, request, { policy, now: store.now() });
      return {
        ...change,
        guards: [guard, ...(change.guards ?? [])],
        writes: [taken, ...kept, ...(change.writes ?? [])],
      };
    },
    fence,
  );
  if (refusal && request.kind === 'supersede') await commit(store, { writes: [taken], fence });
  else if (refusal)
    await answer(context, seen, { request, writes: [taken], refusal: refusal.refusal }, fence);
  context.log.info(
    { operation: seen.id, request: request.kind, by: request.by, refused: refusal?.refusal.code },
    'request decided',
  );
}

/** A rollback is pressed by whoever may roll back: nobody's nod is asked for. */
function isRollbackPress(operation: Operation, request: OperationRequest): boolean {
  return operation.kind === 'rollback' && request.kind === 'confirm';
}

async function lookUpFacts(
  context: Context,
  asked: { readonly seen: Operation; readonly request: OperationRequest; readonly run: LaneRun },
): Promise<Omit<RequestFacts, 'now'>> {
  const { people } = context;
  const { seen, request, run } = asked;
  const { policy } = placeOf(context.apps, seen).environment;
  const rules = rulesFor(seen, request, policy);
  const presses = isRollbackPress(seen, request) || request.kind === 'stop_watching';
  const mayPress = presses ? await people.mayDo({ user: request.by }, policy.rights.rollback) : undefined;
  const { standing, counts } = presses ? noApprover : await findAsker(context, request, rules);
  const isHeard =
    (request.kind === 'approve' && standing === 'approver') ||
    (request.kind === 'confirm' && !presses && request.by === seen.request.by);
  const look =
    isHeard && seen.state === 'awaiting_approval'
      ? await lookAgain(context, seen, { run, patienceMs, people: () => people })
      : undefined;
  const mayAsk = rightOf(policy.rights, { kind: seen.kind });
  const named =
    request.kind === 'cancel' &&
    (seen.kind === 'rollback' || mayAsk !== 'everyone') &&
    (await people.mayDo({ user: request.by }, mayAsk)) === 'allowed';
  const ofRollback = seen.kind === 'rollback' && request.kind !== 'acknowledge';
  const approvers = sayWho(ofRollback ? policy.rights.rollback : approversOf(rules));
  return { standing, rules: counts, approvers, named, mayPress, policy, look };
}

/** A rollback needs no nod; where it was an emergency, those who approve deploys there acknowledge it. */
function rulesFor(
  { kind, plan, approval }: Operation,
  request: OperationRequest,
  { approvals }: Policy,
): readonly ApprovalRule[] {
  if (kind === 'rollback' && request.kind === 'acknowledge') return approvals.rules;
  return approval?.rules ?? approvalRulesOf(plan ?? { kind }, approvals);
}

async function answer(
  context: Context,
  operation: Operation,
  told: {
    readonly request: OperationRequest;
    readonly writes: Decision['writes'] & {};
    readonly refusal: Refusal;
  },
  fence: Fence,
): Promise<void> {
  const { by, channel, delivery } = told.request;
  const { store } = context;
  await commit(store, {
    writes: [
      ...told.writes,
      ...answerWrites(
        operation.id,
        { user: by, channel, delivery },
        { kind: 'refused', refusal: told.refusal },
        store.now(),
      ),
    ],
    wake: [{ kind: 'channel', channel }],
    fence,
  });
}
