import type { SlackUserId } from '../domain/ids.ts';
import { askGates, firstShut, type GateOutcome, gatesSeen, seenAnew } from '../domain/gates/ask.ts';
import type { CommitAuthors } from '../domain/authors.ts';
import type { Approval, Operation } from '../domain/operation.ts';
import { type SortedNods, sortNods } from '../domain/nods.ts';
import { nodsMissing, nodsRequired } from '../domain/quorum.ts';
import type { OperationRequest } from '../domain/request.ts';
import { refuse, type RequestDecision, type RequestFacts, tooLate } from './decision.ts';
import { openApproval, refuseNod, refuseStanding } from './may-nod.ts';
import { decideRefused } from './plan.ts';
import { whatChanged } from './start.ts';

export function decideApprove(
  operation: Operation,
  request: OperationRequest & { kind: 'approve' },
  facts: RequestFacts,
): RequestDecision {
  const open = openApproval(operation, request.digest, facts.now);
  if (open.kind === 'refused') return open;
  const { approval } = open;
  const { kept, lapsed } = withoutLapsed(approval, facts);
  const nod = { by: request.by, at: facts.now, rules: facts.rules };
  const refusal = refuseNod(operation, nod, { ...facts, approval, kept, authors: authorsSeen(facts) });
  if (refusal) return refusal;
  const nods = [...kept.nods, nod];
  const next = askAgain(operation, { ...kept, nods }, withOwnNod(facts, request.by));
  if (next.kind !== 'asked') return next;
  return {
    kind: 'changed',
    operation: queuedIf(next, facts.now),
    events: [
      ...lapsed.map(({ by, why }) => ({ kind: 'nod_lapsed', at: facts.now, by, why }) as const),
      {
        kind: 'approved',
        at: facts.now,
        by: request.by,
        digest: approval.digest,
        nods: nods.length,
        required: nodsRequired(approval.rules),
      },
    ],
  };
}

function authorsSeen({ look }: RequestFacts): CommitAuthors | undefined {
  return look && !('code' in look) ? look.outside.authors : undefined;
}

/** Who nodded and may no longer makes room for somebody else. */
function withoutLapsed(
  approval: Approval,
  { look, policy }: RequestFacts,
): { readonly kept: Approval; readonly lapsed: SortedNods['lapsed'] } {
  if (!look || 'code' in look) return { kept: approval, lapsed: [] };
  const { lapsed } = sortNods(approval, { ...look.outside, policy: policy.approvals });
  const nods = approval.nods.filter(({ by }) => !lapsed.some((one) => one.by === by));
  return { kept: { ...approval, nods }, lapsed };
}

/** The nod that is being given was looked up for the click. */
function withOwnNod(facts: RequestFacts, by: SlackUserId): RequestFacts {
  const { look, rules } = facts;
  if (!look || 'code' in look) return facts;
  const nodsNow = [...look.outside.nodsNow, { kind: 'stands', by, rules } as const];
  return { ...facts, look: { ...look, outside: { ...look.outside, nodsNow } } };
}

export function queuedIf(
  { operation, complete }: { readonly operation: Operation; readonly complete: boolean },
  now: number,
): Operation {
  return complete ? { ...operation, state: 'queued', queuedAt: now } : operation;
}

/** The gates at the moment of the nod. What is shut for now leaves the plan waiting; what is out of date ends it. */
export function askAgain(
  operation: Operation,
  approval: Approval,
  { look, policy, now }: RequestFacts,
): RequestDecision | { readonly kind: 'asked'; readonly operation: Operation; readonly complete: boolean } {
  if (!look) throw new Error(`${operation.id} was not looked at again for a nod`);
  if ('code' in look) return { kind: 'refused', refusal: look };
  const { plan, outside } = look;
  if (plan.digest !== operation.plan?.digest) {
    const refusal = { code: 'plan_outdated', facts: { what: whatChanged(operation.plan, plan) } } as const;
    return { kind: 'changed', ...decideRefused(operation, refusal, now) };
  }
  const outcomes = askGates({ plan, policy, approval, confirmed: operation.confirmed, outside });
  const decision = firstShut(outcomes)?.decision;
  if (decision?.kind === 'refused' || decision?.kind === 'waits_for_checks')
    return { kind: 'refused', refusal: decision.refusal };
  return {
    kind: 'asked',
    operation: { ...operation, approval, gates: gatesSeen(outcomes), authors: outside.authors },
    complete: decision === undefined,
  };
}

export function decideReject(
  operation: Operation,
  request: OperationRequest & { kind: 'reject' },
  facts: RequestFacts,
): RequestDecision {
  const open = openApproval(operation, request.digest, facts.now);
  if (open.kind === 'refused') return open;
  const refusal = refuseStanding(operation, facts);
  if (refusal) return refusal;
  const { by, reason } = request;
  return {
    kind: 'changed',
    operation: {
      ...operation,
      state: 'rejected',
      endedAt: facts.now,
      ending: { kind: 'rejected', by, reason },
    },
    events: [{ kind: 'rejected', at: facts.now, by, reason }],
  };
}

/** Until it runs: a complete approval that loses a nod waits for another. */
export function decideTakeBack(
  operation: Operation,
  request: OperationRequest & { kind: 'take_back' },
  { now }: RequestFacts,
): RequestDecision {
  const { approval, queuedAt: _queuedAt, ...rest } = operation;
  if (!approval || !['awaiting_approval', 'queued'].includes(operation.state)) return tooLate(operation);
  if (approval.digest !== request.digest) return refuse('plan_outdated', { what: 'the plan on that card' });
  if (!approval.nods.some(({ by }) => by === request.by)) return refuse('no_nod_of_yours');
  const nods = approval.nods.filter(({ by }) => by !== request.by);
  const { digest, rules } = approval;
  const missing = nodsMissing(rules, nods);
  return {
    kind: 'changed',
    operation: {
      ...rest,
      state: 'awaiting_approval',
      approval: { ...approval, nods },
      ...(rest.gates && { gates: seenAnew(rest.gates, nodsMissingNow(missing)) }),
    },
    events: [
      {
        kind: 'nod_taken_back',
        at: now,
        by: request.by,
        digest,
        nods: nods.length,
        required: nodsRequired(rules),
      },
    ],
  };
}

function nodsMissingNow(missing: number): GateOutcome {
  return { gate: 'nods', code: 'nods_missing', decision: { kind: 'needs_approvals', missing } };
}
