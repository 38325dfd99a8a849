import type { OperationId } from '../domain/ids.ts';
import type { By, Operation } from '../domain/operation.ts';
import { canMove, isOver } from '../domain/operation.ts';
import type { OperationRequest } from '../domain/request.ts';
import { type RefusedRequest, refuse, type RequestDecision, type RequestFacts, tooLate } from './decision.ts';
import { decideAcknowledge } from './acknowledge.ts';
import { decideConfirm } from './confirm.ts';
import { decideApprove, decideReject, decideTakeBack } from './nod.ts';
import { decidePress } from './press.ts';
import { decideNudge } from './nudge.ts';
import { decideStopWatching } from './stop-watching.ts';

export type { RequestDecision, RequestFacts, Standing } from './decision.ts';

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
    case 'nudge':
      return decideNudge(operation, request, facts);
    case 'take_back':
      return decideTakeBack(operation, request, facts);
    case 'confirm':
      return operation.kind === 'rollback'
        ? decidePress(operation, request, facts)
        : decideConfirm(operation, request, facts);
    case 'acknowledge':
      return decideAcknowledge(operation, request.by, facts);
    case 'cancel':
      return decideCancel(operation, request, facts);
    case 'stop_watching':
      return decideStopWatching(operation, request, facts);
  }
}

function decideCancel(
  operation: Operation,
  request: OperationRequest & { kind: 'cancel' },
  facts: RequestFacts,
): RequestDecision {
  if (isOver(operation.state)) return tooLate(operation);
  if (operation.cancelRequested) return beingCancelled(operation, operation.cancelRequested);
  const may = request.by === operation.request.by || facts.standing === 'approver' || facts.named === true;
  if (!may) {
    const { kind, environment } = operation;
    return kind === 'rollback'
      ? refuse('rollback_cancel_not_allowed', { environment, approvers: facts.approvers })
      : refuse('canceller_not_allowed', { approvers: facts.approvers });
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

function beingCancelled({ kind }: Operation, { by, at }: By): RefusedRequest {
  return refuse('already_decided', {
    what: kind,
    state: 'is already being cancelled',
    how: 'Cancelled',
    approvers: `<@${by}>`,
    at,
  });
}
