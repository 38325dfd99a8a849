import { setTimeout as sleep } from 'node:timers/promises';

/** What the work comes to, or `late` where it takes longer than `ms`: nobody waits for it any more then. */
export async function within<T>(ms: number, work: Promise<T>, late: T): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work, sleep(ms, late, { signal: over.signal })]);
  } finally {
    over.abort();
  }
}
