import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `ms`; rejects with the signal's own reason when it is aborted first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * When to look again after having waited `elapsedMs`: a steady share of it, so that a short build is noticed at once
 * and a long one costs few calls; jittered, so that lanes do not move in step.
 */
export function nextLook(elapsedMs: number, random: () => number = Math.random): number {
  return Math.min(5_000, Math.max(100, elapsedMs * 0.08)) * (0.85 + 0.3 * random());
}

/** Backoff before asking a platform again: the vendor's wish, or doubling from 250 ms to 10 s, jittered. */
export function nextTry(
  attempt: number,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number {
  return (retryAfterMs ?? Math.min(10_000, 250 * 2 ** (attempt - 1))) * (1 + 0.2 * random());
}
