import type { Beside } from '../../store/beside.ts';
import type { Store } from '../../store/commit.ts';
import { inboxLane, joinInboxBehind, joinInboxFirst } from '../../store/inbox.ts';
import { changeBeside, type Decision, operationsUnderWay } from '../../store/operations.ts';

export async function withLead(store: Store, decision: Omit<Decision, 'guards'>): Promise<Decision> {
  return { ...decision, ...(await takeTheLead(store, decision.operation)) };
}

/**
 * A rollback goes before all that waits; a deploy that runs is cancelled first, in the same write. One that
 * nobody asked for cancels nothing that somebody did: what runs may be the fix, and the rollback is refused after it.
 */
async function takeTheLead(store: Store, operation: Decision['operation']): Promise<Beside> {
  const { operations, guard } = await operationsUnderWay(store, operation);
  const wake = [inboxLane(operation)];
  const running = operations.find(({ state }) => state === 'running');
  if (!running) return { guards: [guard], writes: [joinInboxFirst(operation, operation.id)], wake };
  const place = joinInboxBehind(operation, { id: operation.id, behind: running.id });
  if (running.kind !== 'deploy' || running.cancelRequested || operation.request.automatic)
    return { guards: [guard], writes: [place], wake };
  const by = operation.confirmed?.by ?? operation.request.by;
  const at = store.now();
  const cancelled = changeBeside(store, running, {
    operation: { ...running, cancelRequested: { by, at } },
    events: [{ kind: 'cancel_requested', at, by }],
  });
  return {
    guards: [guard, ...cancelled.guards],
    writes: [place, ...cancelled.writes],
    wake: [...wake, ...cancelled.wake],
  };
}
