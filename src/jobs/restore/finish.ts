import type { Operation, RestoredData } from '../../domain/operation.ts';
import type { Fence } from '../../store/fence.ts';
import { leaveInbox } from '../../store/inbox.ts';
import { changeOperation } from '../../store/operations.ts';
import type { Context } from '../context.ts';

/** No release: the code that runs is the same. */
export async function finishRestore(
  { store }: Context,
  { id }: Operation,
  { data, fence }: { readonly data: RestoredData; readonly fence: Fence },
): Promise<void> {
  await changeOperation(
    store,
    id,
    (operation) => {
      if (operation.state !== 'running') return undefined;
      const now = store.now();
      const durationMs = now - (operation.startedAt ?? operation.createdAt);
      return {
        operation: { ...operation, state: 'succeeded', endedAt: now, ending: { kind: 'restored', ...data } },
        events: [{ kind: 'restored', at: now, durationMs, ...data }],
        writes: [leaveInbox(operation, operation.id)],
      };
    },
    fence,
  );
}
