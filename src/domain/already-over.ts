import type { Operation, OperationState } from './operation.ts';
import { isOver } from './operation.ts';
import type { Refusal } from './reasons.ts';

/** Why a click comes too late: what became of the operation, and whose doing that was. */
export function alreadyOver(operation: Operation): Refusal {
  const facts = { what: operation.kind, state: inWords[operation.state], ...whose(operation) };
  const mayAskAgain = isOver(operation.state) && !isDone.has(operation.state);
  return { code: mayAskAgain ? 'already_over' : 'already_decided', facts };
}

const isDone: ReadonlySet<OperationState> = new Set(['succeeded', 'unchanged']);

const inWords: Readonly<Record<OperationState, string>> = {
  planning: 'is still being planned',
  awaiting_checks: 'waits for its checks',
  awaiting_approval: 'waits for a nod',
  queued: 'is already approved and waits its turn',
  running: 'is already approved and running',
  succeeded: 'has already succeeded',
  failed: 'has already failed',
  cancelled: 'was already cancelled',
  rejected: 'was already rejected',
  expired: 'has already expired',
  superseded: 'has already given way to a newer one',
  refused: 'was already refused',
  unchanged: 'is over: that commit was live already',
  rolled_back: 'was already rolled back',
};

const how = { rejected: 'Rejected', cancelled: 'Cancelled' } as const;

function whose({ state, ending, endedAt, approval }: Operation): Refusal['facts'] {
  if (ending?.kind === 'rejected' || ending?.kind === 'cancelled')
    return {
      how: how[ending.kind],
      approvers: `<@${ending.by}>`,
      ...(endedAt !== undefined && { at: endedAt }),
    };
  const last = approval?.nods.at(-1);
  if (last === undefined || !['queued', 'running', 'succeeded'].includes(state)) return {};
  return { how: 'Approved', approvers: `<@${last.by}>`, at: last.at };
}
