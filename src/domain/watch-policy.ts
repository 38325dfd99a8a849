/** How long a deploy is watched once it is live, and what counts as worse than before. */
export interface WatchPolicy {
  /** ms. 0: not at all. */
  readonly forMs: number;
  readonly everyMs: number;
  /** What becomes of a release that is worse: it is rolled back, or people are told and have the button. */
  readonly rollback: 'automatic' | 'button';
  /** So many looks in a row make it worse. */
  readonly looks: number;
  /** Percentage points of 5xx above what it was before. */
  readonly errors: number;
  /** Of the p95 before, and never below the floor, ms. */
  readonly latency: number;
  readonly latencyFloorMs: number;
  /** With fewer requests nothing is said of errors and latency. */
  readonly requests: number;
}
