/** By lane: whoever waits there for a platform is told when looking may be worth it. */
export class Hints {
  readonly #next = new Map<string, AbortController>();

  /** Aborted by the next hint for the lane. */
  next(lane: string): AbortSignal {
    const next = this.#next.get(lane) ?? new AbortController();
    this.#next.set(lane, next);
    return next.signal;
  }

  give(lane: string): void {
    const waiting = this.#next.get(lane);
    this.#next.delete(lane);
    waiting?.abort();
  }
}
