import { RetryableError } from '../domain/errors.ts';
import type { Logger } from './log.ts';
import { nextTry, pause } from '../time/wait.ts';

/** Calls again while the platform asks for patience. For reads and what may be repeated without harm. */
export async function persist<T>(
  call: () => Promise<T>,
  options: { readonly forMs: number; readonly signal: AbortSignal; readonly log: Logger },
): Promise<T> {
  const deadline = Date.now() + options.forMs;
  for (let attempt = 1; ; attempt += 1) {
    options.signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      const waitMs = Math.round(nextTry(attempt, error.retryAfterMs));
      if (Date.now() + waitMs > deadline) throw error;
      options.log.warn({ attempt, waitMs, err: error }, 'asking again');
      await pause(waitMs, options.signal);
    }
  }
}
