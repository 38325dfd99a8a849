import type { Fence } from '../store/fence.ts';

/** One worker's turn at a lane. */
export interface LaneRun {
  readonly fence: Fence;
  /** Aborted with an Interrupted when the turn is over before the work is. */
  readonly signal: AbortSignal;
  /** Throws an Interrupted where the turn is over. To be asked right before anything outside is changed. */
  readonly assertHeld: () => void;
  /** Aborted by the next hint that something has changed outside. */
  readonly hint: () => AbortSignal;
}
