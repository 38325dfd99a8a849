import { checkProgress } from '../domain/gates/checks.ts';
import type { Policy } from '../domain/environment.ts';
import type { OperationEvent } from '../domain/event.ts';
import type { Approval, Ending, Operation } from '../domain/operation.ts';
import { whoIsMissing } from './nudge.ts';

/** When an operation must be looked at again although nobody does anything. */
export function nextDeadline(operation: Operation): number | undefined {
  const expiry = expiresAt(operation);
  const reminder = reminderAt(operation);
  return reminder !== undefined && reminder < (expiry ?? Infinity) ? reminder : expiry;
}

interface Change {
  readonly operation: Operation;
  readonly events: readonly OperationEvent[];
}

/** What time alone makes of an operation. */
export function decideDeadline(
  operation: Operation,
  { policy, now }: { readonly policy: Policy; readonly now: number },
): Change | undefined {
  if (isPast(expiresAt(operation), now)) {
    const ending: Ending & { kind: 'expired' } = { kind: 'expired', ...unfinished(operation, policy) };
    return {
      operation: { ...operation, state: 'expired', endedAt: now, ending },
      events: [{ ...ending, at: now }],
    };
  }
  return operation.approval && isPast(reminderAt(operation), now)
    ? remind(operation, operation.approval, now)
    : undefined;
}

function expiresAt({ state, approval, checksAwaited }: Operation): number | undefined {
  if (state === 'awaiting_checks') return checksAwaited?.until;
  return state === 'awaiting_approval' ? approval?.expiresAt : undefined;
}

/** Not soon after somebody nudged: nobody is called twice within the limit. */
function reminderAt({ state, approval }: Operation): number | undefined {
  if (state !== 'awaiting_approval' || approval?.remindAt === undefined) return undefined;
  return Math.max(approval.remindAt, approval.asked.at + approval.askEveryMs);
}

function remind(operation: Operation, approval: Approval, now: number): Change {
  const { remindAt: _remindAt, ...rest } = approval;
  return {
    operation: { ...operation, approval: { ...rest, asked: { at: now } } },
    events: [{ kind: 'reminded', at: now, ...whoIsMissing(operation, approval) }],
  };
}

function isPast(deadline: number | undefined, now: number): boolean {
  return deadline !== undefined && deadline <= now;
}

function unfinished({ state, plan }: Operation, policy: Policy): { readonly checks?: readonly string[] } {
  if (state !== 'awaiting_checks') return {};
  return { checks: checkProgress(plan?.checks ?? [], policy.checks).running };
}
