import { shortSha, type SlackUserId } from '../domain/ids.ts';
import { askGates, firstShut, type GateOutcome, gatesSeen, seenAnew } from '../domain/gates/ask.ts';
import type { Approval, Operation } from '../domain/operation.ts';
import { type SortedNods, sortNods } from '../domain/nods.ts';
import { nodsMissing, nodsRequired, openRules } from '../domain/quorum.ts';
import type { OperationRequest } from '../domain/request.ts';
import { sayWho } from '../domain/gates/rights.ts';
import { type RefusedRequest, refuse, type RequestDecision, type RequestFacts, tooLate } from './decision.ts';
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
  const missing = nodsMissing(approval.rules, approval.nods);
  if (approval.nods.some((nod) => nod.by === request.by)) return refuse('already_nodded', { missing });
  if (request.by === operation.request.by)
    return refuse('approver_is_requester', { approvers: facts.approvers });
  const refusal = refuseStanding(operation, facts);
  if (refusal) return refusal;

  const written = writtenBy(request.by, facts);
  if (written) return refuse('approver_is_author', { commit: written, approvers: facts.approvers });

  const { kept, lapsed } = withoutLapsed(approval, facts);
  const nods = [...kept.nods, { by: request.by, at: facts.now, rules: facts.rules }];
  if (nodsMissing(approval.rules, nods) === nodsMissing(approval.rules, kept.nods))
    return refuse('nod_not_needed', { missing: stillMissing(kept) });
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

/** The commit, where authors may not approve. */
function writtenBy(by: SlackUserId, { look, policy }: RequestFacts): string | undefined {
  if (policy.approvals.authors === 'allowed' || !look || 'code' in look) return undefined;
  const written = look.outside.authors.known.find(({ user }) => user === by);
  return written && shortSha(written.commit);
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

export function openApproval(
  operation: Operation,
  digest: string,
  now: number,
): { readonly kind: 'open'; readonly approval: Approval } | RefusedRequest {
  const { approval } = operation;
  if (operation.state !== 'awaiting_approval' || !approval) return tooLate(operation);
  if (approval.expiresAt <= now)
    return refuse('already_over', { what: operation.kind, state: 'has already expired' });
  if (approval.digest !== digest) return refuse('plan_outdated', { what: 'the plan on that card' });
  return { kind: 'open', approval };
}

function refuseStanding(operation: Operation, facts: RequestFacts): RefusedRequest | undefined {
  if (facts.standing === 'approver') return undefined;
  if (facts.standing === 'unreachable') return refuse('approvers_unreachable');
  return refuse('approver_not_allowed', { environment: operation.environment, approvers: facts.approvers });
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

/** "1 from <!subteam^S012> and 2 from <@U034>" */
function stillMissing({ rules, nods }: Approval): string {
  return openRules(rules, nods)
    .map((rule) => `${rule.missing} from ${sayWho(rule)}`)
    .join(' and ');
}
