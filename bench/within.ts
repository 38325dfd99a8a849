import { setTimeout as delay } from 'node:timers/promises';

interface Patience {
  readonly forMs?: number;
  readonly everyMs?: number;
}

/** Looks until it finds something. */
export async function within<T>(
  what: string,
  find: () => Promise<T | undefined>,
  { forMs = 60_000, everyMs = 100 }: Patience = {},
): Promise<T> {
  const deadline = Date.now() + forMs;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${forMs / 1000} s for ${what}.`);
    await delay(everyMs);
  }
}
