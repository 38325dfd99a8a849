import type { Policy } from '../domain/environment.ts';
import type { OperationEvent } from '../domain/event.ts';
import { askGates, firstShut, gatesSeen } from '../domain/gates/ask.ts';
import type { OutsideFacts } from '../domain/gates/gate.ts';
import type { OperationId } from '../domain/ids.ts';
import { alreadyOver } from '../domain/already-over.ts';
import type { Approval, By, Operation } from '../domain/operation.ts';
import { canMove, isOver } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { OperationRequest } from '../domain/request.ts';
import { decideRefused } from './plan.ts';
import { whatChanged } from './start.ts';

/** Whether the person's nod counts, looked up at the moment of the click. */
export type Standing = 'approver' | 'not_an_approver' | 'unreachable' | 'outsider';

export type RequestDecision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'changed';
      readonly operation: Omit<Operation, 'version'>;
      readonly events: readonly OperationEvent[];
    };

export interface RequestFacts {
  readonly standing: Standing;
  /** Those who may, as Slack mentions. */
  readonly approvers: string;
  /** Whether `rights` names the person for a deploy here; where everyone may deploy, nobody is named. */
  readonly namedForDeploys?: boolean;
  readonly policy: Policy;
  /** The plan made again at a nod, with what the gates must know; or why that could not be. */
  readonly look?: { readonly plan: Plan; readonly outside: OutsideFacts } | Refusal | undefined;
  readonly now: number;
}

/** What a click makes of an operation. */
export function decideRequest(
  operation: Operation,
  request: OperationRequest,
  facts: RequestFacts,
): RequestDecision {
  if (request.kind === 'supersede') return decideSupersede(operation, request.newer, facts.now);
  if (facts.standing === 'outsider') return refuse('other_workspace');
  switch (request.kind) {
    case 'approve':
      return decideApprove(operation, request, facts);
    case 'reject':
      return decideReject(operation, request, facts);
    case 'cancel':
      return decideCancel(operation, request, facts);
  }
}

function decideApprove(
  operation: Operation,
  request: OperationRequest & { kind: 'approve' },
  facts: RequestFacts,
): RequestDecision {
  const open = openApproval(operation, request.digest, facts.now);
  if (open.kind === 'refused') return open;
  const { approval } = open;
  if (approval.nods.some((nod) => nod.by === request.by)) {
    return refuse('already_nodded', { missing: approval.required - approval.nods.length });
  }
  if (request.by === operation.request.by)
    return refuse('approver_is_requester', { approvers: facts.approvers });
  const refusal = refuseStanding(operation, facts);
  if (refusal) return refusal;

  const nods = [...approval.nods, { by: request.by, at: facts.now }];
  const next = askAgain({ ...operation, approval: { ...approval, nods } }, facts);
  if (next.kind !== 'asked') return next;
  return {
    kind: 'changed',
    operation: {
      ...next.operation,
      ...(next.complete && { state: 'queued' as const, queuedAt: facts.now }),
    },
    events: [
      {
        kind: 'approved',
        at: facts.now,
        by: request.by,
        digest: approval.digest,
        nods: nods.length,
        required: approval.required,
      },
    ],
  };
}

/** The gates at the moment of the nod. What is shut for now leaves the plan waiting; what is out of date ends it. */
function askAgain(
  operation: Operation,
  { look, policy, now }: RequestFacts,
): RequestDecision | { readonly kind: 'asked'; readonly operation: Operation; readonly complete: boolean } {
  if (!look) throw new Error(`${operation.id} was not looked at again for a nod`);
  if ('code' in look) return { kind: 'refused', refusal: look };
  const { plan, outside } = look;
  if (plan.digest !== operation.plan?.digest) {
    const refusal = { code: 'plan_outdated', facts: { what: whatChanged(operation.plan, plan) } } as const;
    return { kind: 'changed', ...decideRefused(operation, refusal, now) };
  }
  const outcomes = askGates({ plan, policy, approval: operation.approval, outside });
  const decision = firstShut(outcomes)?.decision;
  if (decision?.kind === 'refused' || decision?.kind === 'waits_for_checks')
    return { kind: 'refused', refusal: decision.refusal };
  return {
    kind: 'asked',
    operation: { ...operation, gates: gatesSeen(outcomes) },
    complete: decision === undefined,
  };
}

function decideReject(
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

function decideCancel(
  operation: Operation,
  request: OperationRequest & { kind: 'cancel' },
  facts: RequestFacts,
): RequestDecision {
  if (isOver(operation.state)) return tooLate(operation);
  if (operation.cancelRequested) return beingCancelled(operation.cancelRequested);
  const may =
    request.by === operation.request.by || facts.standing === 'approver' || facts.namedForDeploys === true;
  if (!may) {
    return refuse('canceller_not_allowed', { approvers: facts.approvers });
  }
  const { by } = request;
  const requested = { kind: 'cancel_requested', at: facts.now, by } as const;
  if (operation.state === 'running') {
    return {
      kind: 'changed',
      operation: { ...operation, cancelRequested: { by, at: facts.now } },
      events: [requested],
    };
  }
  const ending = { kind: 'cancelled', by, aftermath: { undone: [], notUndone: [], live: {} } } as const;
  return {
    kind: 'changed',
    operation: { ...operation, state: 'cancelled', endedAt: facts.now, ending },
    events: [{ ...ending, at: facts.now }],
  };
}

function decideSupersede(operation: Operation, newer: OperationId, now: number): RequestDecision {
  if (!canMove(operation.state, 'superseded')) return tooLate(operation);
  const ending = { kind: 'superseded', by: newer } as const;
  return {
    kind: 'changed',
    operation: { ...operation, state: 'superseded', endedAt: now, ending },
    events: [{ ...ending, at: now }],
  };
}

function openApproval(
  operation: Operation,
  digest: string,
  now: number,
): { readonly kind: 'open'; readonly approval: Approval } | (RequestDecision & { kind: 'refused' }) {
  const { approval } = operation;
  if (operation.state !== 'awaiting_approval' || !approval) return tooLate(operation);
  if (approval.expiresAt <= now) return refuse('already_over', { state: 'has already expired' });
  if (approval.digest !== digest) return refuse('plan_outdated', { what: 'the plan on that card' });
  return { kind: 'open', approval };
}

function refuseStanding(
  operation: Operation,
  facts: RequestFacts,
): (RequestDecision & { kind: 'refused' }) | undefined {
  if (facts.standing === 'approver') return undefined;
  if (facts.standing === 'unreachable') return refuse('approvers_unreachable');
  return refuse('approver_not_allowed', { environment: operation.environment, approvers: facts.approvers });
}

function tooLate(operation: Operation): RequestDecision & { kind: 'refused' } {
  return { kind: 'refused', refusal: alreadyOver(operation) };
}

function beingCancelled({ by, at }: By): RequestDecision & { kind: 'refused' } {
  return refuse('already_decided', {
    state: 'is already being cancelled',
    how: 'Cancelled',
    approvers: `<@${by}>`,
    at,
  });
}

function refuse(code: Refusal['code'], facts: Refusal['facts'] = {}): RequestDecision & { kind: 'refused' } {
  return { kind: 'refused', refusal: { code, facts } };
}
