import type { Operation } from '../domain/operation.ts';
import type { OperationEvent } from '../domain/event.ts';

/** When an operation must be looked at again although nobody does anything. */
export function nextDeadline(operation: Operation): number | undefined {
  return operation.state === 'awaiting_approval' ? operation.approval?.expiresAt : undefined;
}

export function decideExpiry(
  operation: Operation,
  now: number,
): { readonly operation: Operation; readonly events: readonly OperationEvent[] } | undefined {
  const deadline = nextDeadline(operation);
  if (deadline === undefined || deadline > now) return undefined;
  return {
    operation: { ...operation, state: 'expired', endedAt: now, ending: { kind: 'expired' } },
    events: [{ kind: 'expired', at: now }],
  };
}
