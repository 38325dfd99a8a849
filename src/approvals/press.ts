import { sayWho } from '../domain/gates/rights.ts';
import type { Operation } from '../domain/operation.ts';
import type { OperationRequest } from '../domain/request.ts';
import { refuse, type RequestDecision, type RequestFacts } from './decision.ts';
import { openApproval } from './may-nod.ts';

/** The button of a rollback: whoever may roll back may press it, also who asked for it. What is live is looked at when it begins. */
export function decidePress(
  operation: Operation,
  { by, digest }: OperationRequest & { kind: 'confirm' },
  { policy, mayPress = 'unreachable', now }: RequestFacts,
): RequestDecision {
  const open = openApproval(operation, digest, now);
  if (open.kind === 'refused') return open;
  switch (mayPress) {
    case 'allowed':
      return {
        kind: 'changed',
        operation: { ...operation, confirmed: { by, at: now, digest }, state: 'queued', queuedAt: now },
        events: [{ kind: 'confirmed', at: now, by, digest }],
      };
    case 'not_allowed': {
      const { environment } = operation;
      return refuse('roll_back_not_allowed', { environment, approvers: sayWho(policy.rights.rollback) });
    }
    case 'outsider':
      return refuse('other_workspace');
    case 'unreachable':
      return refuse('person_unreachable');
  }
}
