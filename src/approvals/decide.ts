import type { OperationEvent } from '../domain/event.ts';
import type { OperationId } from '../domain/ids.ts';
import { alreadyOver } from '../domain/already-over.ts';
import type { Approval, By, Operation } from '../domain/operation.ts';
import { canMove, isOver } from '../domain/operation.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { OperationRequest } from '../domain/request.ts';

/** Whether the person's nod counts, looked up at the moment of the click. */
export type Standing = 'approver' | 'not_an_approver' | 'unreachable' | 'outsider';

export type RequestDecision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'changed';
      readonly operation: Omit<Operation, 'version'>;
      readonly events: readonly OperationEvent[];
    };

/** What a click makes of an operation. `approvers`: those who may, as Slack mentions. */
export function decideRequest(
  operation: Operation,
  request: OperationRequest,
  facts: { readonly standing: Standing; readonly approvers: string; readonly now: number },
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

type Facts = Parameters<typeof decideRequest>[2];

function decideApprove(
  operation: Operation,
  request: OperationRequest & { kind: 'approve' },
  facts: Facts,
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
  const complete = nods.length >= approval.required;
  return {
    kind: 'changed',
    operation: {
      ...operation,
      approval: { ...approval, nods },
      ...(complete && { state: 'queued' as const, queuedAt: facts.now }),
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

function decideReject(
  operation: Operation,
  request: OperationRequest & { kind: 'reject' },
  facts: Facts,
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
  facts: Facts,
): RequestDecision {
  if (isOver(operation.state)) return tooLate(operation);
  if (operation.cancelRequested) return beingCancelled(operation.cancelRequested);
  if (request.by !== operation.request.by && facts.standing !== 'approver') {
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
  facts: Facts,
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
