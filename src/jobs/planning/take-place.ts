import type { Operation } from '../../domain/operation.ts';
import { inboxLane, joinInbox, leaveInbox } from '../../store/inbox.ts';
import type { Decision } from '../../store/operations.ts';

const leaves: ReadonlySet<Operation['state']> = new Set(['cancelled', 'superseded', 'awaiting_approval']);

/** An operation that becomes queued joins its environment's inbox; one that ends or must wait again leaves it. */
export function withPlace(decision: Omit<Decision, 'guards'>): Decision {
  const { operation } = decision;
  if (operation.state === 'queued') {
    return {
      ...decision,
      writes: [...(decision.writes ?? []), joinInbox(operation, operation.id)],
      wake: [inboxLane(operation)],
    };
  }
  if (leaves.has(operation.state)) {
    return { ...decision, writes: [...(decision.writes ?? []), leaveInbox(operation, operation.id)] };
  }
  return decision;
}
