import type { Watch, WatchEnd } from '../../domain/watch.ts';
import { changeOperation, type Decision } from '../../store/operations.ts';
import type { Fence } from '../../store/fence.ts';
import { endWatchWrite } from '../../store/watches.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Context } from '../context.ts';

/** Without `at`. */
export type Ending<End extends WatchEnd = WatchEnd> = End extends unknown ? Omit<End, 'at'> : never;

/** How the watch ended stands on the card and in the thread of its deploy; in one write with its end. */
export async function endWatch(
  { store, log }: Context,
  watch: Watch,
  { end, fence }: { readonly end: Ending; readonly fence: Fence },
): Promise<void> {
  await changeOperation(
    store,
    watch.operation,
    (operation) => watchEnded(operation, { ...end, at: store.now() }),
    fence,
  );
  log.info({ operation: watch.operation, release: watch.release, end }, 'watch ended');
}

/** Nothing where it has ended already. */
export function watchEnded(operation: Operation, end: WatchEnd): Decision | undefined {
  const { watched } = operation;
  const writes = [endWatchWrite(operation, operation.id)];
  if (!watched || watched.end) return { operation, events: [], writes };
  return {
    operation: { ...operation, watched: { ...watched, end } },
    events: [{ kind: 'watch_ended', at: end.at, end }],
    writes,
  };
}
