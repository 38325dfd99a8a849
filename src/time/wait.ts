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

/** However many hints come, a wait lasts this long. */
const leastMs = 250;

/** As `pause`, cut short by a hint. */
export async function pauseUntilHint(
  ms: number,
  { hint, signal }: { readonly hint: AbortSignal; readonly signal: AbortSignal },
): Promise<'over' | 'hinted'> {
  if (ms <= leastMs) {
    await pause(ms, signal);
    return 'over';
  }
  await pause(leastMs, signal);
  if (hint.aborted) return 'hinted';
  try {
    await sleep(ms - leastMs, undefined, { signal: AbortSignal.any([hint, signal]) });
    return 'over';
  } catch (error) {
    signal.throwIfAborted();
    if (hint.aborted) return 'hinted';
    throw error;
  }
}

/** Within this part of the expected time before and after it the end is looked for closely. */
const closeTo = 0.15;

/**
 * When to look again after having waited `elapsedMs`: a steady share of it, so that a short build is noticed at once
 * and a long one costs few calls; a smaller share around the time that it is expected to take. Jittered, so that lanes
 * do not move in step.
 */
export function nextLook(
  elapsedMs: number,
  expectedMs: number | undefined,
  random: () => number = Math.random,
): number {
  const jitter = 0.85 + 0.3 * random();
  const wait = Math.min(5_000, Math.max(100, elapsedMs * 0.08)) * jitter;
  if (expectedMs === undefined || elapsedMs > expectedMs * (1 + closeTo)) return wait;
  const untilClose = expectedMs * (1 - closeTo) - elapsedMs;
  if (untilClose > 0) return Math.min(wait, Math.max(25, untilClose));
  return Math.min(2_000, Math.max(25, elapsedMs * 0.02)) * jitter;
}

/** Backoff before asking a platform again: the vendor's wish, or doubling from 250 ms to 10 s, jittered. */
export function nextTry(
  attempt: number,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number {
  return (retryAfterMs ?? Math.min(10_000, 250 * 2 ** (attempt - 1))) * (1 + 0.2 * random());
}
