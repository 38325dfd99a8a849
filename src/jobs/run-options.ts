import type { Operation } from '../domain/operation.ts';
import type { Store } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import type { Logger } from './log.ts';

/** What a run of an operation's steps works with. */
export interface RunOptions {
  readonly store: Store;
  readonly operation: Operation;
  readonly fence: Fence;
  /** Aborted with an Interrupted when this worker must stop: everything goes on elsewhere. */
  readonly signal: AbortSignal;
  /** Throws an Interrupted where this worker may change nothing any more. */
  readonly assertHeld: () => void;
  /** Aborted by the next hint that a platform may be done: the step that waits looks at once. */
  readonly hint: () => AbortSignal;
  /** Aborted with an Interrupted when the operation is cancelled: steps stop, undoing does not. */
  readonly cancel: AbortSignal;
  readonly log: Logger;
}
