export interface Cache<Value> {
  /** The value of `key`, asked for once however many wait. A failure is not kept. */
  get(key: string, ask: () => Promise<Value>): Promise<Value>;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly askedAt: number;
}

const enough = 1000;

/** Remembers answers for `ttlMs` from when they were asked for, and never longer. */
export function createCache<Value>(options: {
  readonly ttlMs: number;
  readonly now: () => number;
}): Cache<Value> {
  const { ttlMs, now } = options;
  const entries = new Map<string, Entry<Value>>();
  const isFresh = ({ askedAt }: Entry<Value>) => now() - askedAt < ttlMs;

  const prune = () => {
    for (const [key, entry] of entries) if (!isFresh(entry)) entries.delete(key);
  };

  return {
    get: async (key, ask) => {
      const known = entries.get(key);
      if (known !== undefined && isFresh(known)) return await known.value;
      if (entries.size >= enough) prune();
      const entry = { value: ask(), askedAt: now() };
      entries.set(key, entry);
      try {
        return await entry.value;
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
  };
}
