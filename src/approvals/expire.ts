import { checkProgress } from '../domain/gates/checks.ts';
import type { Policy } from '../domain/environment.ts';
import type { OperationEvent } from '../domain/event.ts';
import type { Ending, Operation } from '../domain/operation.ts';

/** When an operation must be looked at again although nobody does anything. */
export function nextDeadline({ state, approval, checksAwaited }: Operation): number | undefined {
  if (state === 'awaiting_checks') return checksAwaited?.until;
  return state === 'awaiting_approval' ? approval?.expiresAt : undefined;
}

export function decideExpiry(
  operation: Operation,
  { policy, now }: { readonly policy: Policy; readonly now: number },
): { readonly operation: Operation; readonly events: readonly OperationEvent[] } | undefined {
  const deadline = nextDeadline(operation);
  if (deadline === undefined || deadline > now) return undefined;
  const ending: Ending & { kind: 'expired' } = { kind: 'expired', ...unfinished(operation, policy) };
  return {
    operation: { ...operation, state: 'expired', endedAt: now, ending },
    events: [{ ...ending, at: now }],
  };
}

function unfinished({ state, plan }: Operation, policy: Policy): { readonly checks?: readonly string[] } {
  if (state !== 'awaiting_checks') return {};
  return { checks: checkProgress(plan?.checks ?? [], policy.checks).running };
}
