import type { Store } from '../store/commit.ts';
import { inboxLane, joinInboxBehind, joinInboxFirst } from '../store/inbox.ts';
import { changeBeside, type Decision, operationsUnderWay } from '../store/operations.ts';

/** A rollback goes before all that waits; what runs is cancelled first, in the same write, unless it is a rollback. */
export async function takeTheLead(
  store: Store,
  operation: Decision['operation'],
): Promise<Required<Pick<Decision, 'guards' | 'writes' | 'wake'>>> {
  const { operations, guard } = await operationsUnderWay(store, operation);
  const wake = [inboxLane(operation)];
  const running = operations.find(({ state }) => state === 'running');
  if (!running) return { guards: [guard], writes: [joinInboxFirst(operation, operation.id)], wake };
  const place = joinInboxBehind(operation, { id: operation.id, behind: running.id });
  if (running.kind === 'rollback' || running.cancelRequested)
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
