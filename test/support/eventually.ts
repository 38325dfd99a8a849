import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `look` answers something; fails with what was found instead when the time is over. */
export async function eventually<T>(
  look: () => Promise<T | undefined>,
  wanted: { readonly what: string; readonly withinMs: number; readonly found?: () => Promise<string> },
): Promise<T> {
  const deadline = Date.now() + wanted.withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) {
      throw new Error(
        `waited ${wanted.withinMs} ms for ${wanted.what}; found ${(await wanted.found?.()) ?? 'nothing'}`,
      );
    }
    await pause(40);
  }
}
