import type { Operation } from '../domain/operation.ts';
import { nodsMissing } from '../domain/quorum.ts';
import type { OperationRequest } from '../domain/request.ts';
import { refuse, type RequestDecision, type RequestFacts } from './decision.ts';
import { openApproval } from './may-nod.ts';
import { askAgain, queuedIf } from './nod.ts';

/** The requester's word that the size is meant; it runs when the nods are there too. */
export function decideConfirm(
  operation: Operation,
  request: OperationRequest & { kind: 'confirm' },
  facts: RequestFacts,
): RequestDecision {
  const open = openApproval(operation, request.digest, facts.now);
  if (open.kind === 'refused') return open;
  const { approval } = open;
  if (request.by !== operation.request.by)
    return refuse('confirmer_is_not_requester', { requester: `<@${operation.request.by}>` });
  const { digest } = approval;
  if (operation.confirmed?.digest === digest)
    return refuse('already_confirmed', { missing: nodsMissing(approval.rules, approval.nods) });
  const confirmed = { by: request.by, at: facts.now, digest };
  const next = askAgain({ ...operation, confirmed }, approval, facts);
  if (next.kind !== 'asked') return next;
  return {
    kind: 'changed',
    operation: queuedIf(next, facts.now),
    events: [{ kind: 'confirmed', at: facts.now, by: request.by, digest }],
  };
}
