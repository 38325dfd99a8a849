import type { ReasonCode } from './reasons.ts';

/** Worth another try: the network, a 429, a 5xx, a lock held by the vendor. Nothing secret in `message`. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  /** The vendor's own wish, ms. */
  readonly retryAfterMs: number | undefined;
  /** False: the request may have taken effect although no answer came. Look before asking again. */
  readonly safe: boolean;

  constructor(
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined; safe: boolean },
  ) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.safe = options.safe;
  }
}

/** The vendor said no for good. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
  readonly code: ReasonCode;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    code: ReasonCode,
    facts: Readonly<Record<string, string | number>>,
    options?: { cause?: unknown },
  ) {
    super(`${code}: ${JSON.stringify(facts)}`, options);
    this.code = code;
    this.facts = facts;
  }
}
