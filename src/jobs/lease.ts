import { FencedError } from '../store/fence.ts';

/** Why a run stops in the middle. Only `cancelled` is the operation's business; the rest is resumed by another run. */
export type InterruptionKind = 'cancelled' | 'handed_over' | 'lease_lost';

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly kind: InterruptionKind;

  constructor(kind: InterruptionKind) {
    super(`the run was interrupted: ${kind}`);
    this.kind = kind;
  }
}

/** The run must stop at once and write nothing more about what it was doing. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || error instanceof FencedError;
}

/**
 * The local side of the lane's lock: good until a deadline that every renewal moves. When Redis cannot be reached
 * nothing moves it, and the run stops by itself before another worker may start.
 */
export class Lease {
  readonly #controller = new AbortController();
  readonly #durationMs: number;
  #goodUntil: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
    this.#goodUntil = performance.now() + durationMs;
    this.renew();
  }

  /** Aborted with an Interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Too late where the time is up already: the answer of a renewal may have waited while this process was paused. */
  renew(): void {
    if (performance.now() >= this.#goodUntil) return this.end('lease_lost');
    this.#goodUntil = performance.now() + this.#durationMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end('lease_lost'), this.#durationMs);
  }

  /** Throws the Interrupted. Asks the clock: after a pause of the process what waited goes on before any timer. */
  assertHeld(): void {
    if (performance.now() >= this.#goodUntil) this.end('lease_lost');
    this.#controller.signal.throwIfAborted();
  }

  end(kind: InterruptionKind): void {
    clearTimeout(this.#timer);
    this.#controller.abort(new Interrupted(kind));
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
