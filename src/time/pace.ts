/** Lets a few things happen at once, and more only as time passes: for each key on its own. */
export interface Pace {
  /** Whether one more may happen at `now` (ms since the epoch); if so it counts. */
  take(key: string, now: number): boolean;
}

const enough = 1_000;

export function createPace({ burst, everyMs }: { readonly burst: number; readonly everyMs: number }): Pace {
  /** When everything that was let through has been made up for. */
  const evenAt = new Map<string, number>();
  return {
    take(key, now) {
      const even = Math.max(now, evenAt.get(key) ?? now);
      if (even - now > (burst - 1) * everyMs) return false;
      if (evenAt.size >= enough) for (const [known, at] of evenAt) if (at <= now) evenAt.delete(known);
      evenAt.set(key, even + everyMs);
      return true;
    },
  };
}
