import type { JournalEntry, ServiceName } from './contract.ts';

export interface Journal {
  add(entry: Omit<JournalEntry, 'number'>): void;
  /** Oldest first, those that arrived at `since` or later and were added after the one with the number `after`. */
  list(filter: {
    readonly service?: ServiceName;
    readonly since?: number;
    readonly after?: number;
  }): readonly JournalEntry[];
  clear(): void;
}

/** Older entries are forgotten, so that a sandbox left open does not grow for ever. */
const capacity = 20_000;

export function createJournal(): Journal {
  let entries: JournalEntry[] = [];
  let added = 0;
  return {
    add(entry) {
      added += 1;
      entries.push({ ...entry, number: added });
      if (entries.length > capacity * 1.1) entries = entries.slice(-capacity);
    },
    list({ service, since = 0, after = 0 }) {
      return entries
        .filter(({ at, number }) => at >= since && number > after)
        .filter((entry) => service === undefined || entry.service === service)
        .toSorted((a, b) => a.at - b.at);
    },
    clear: () => void (entries = []),
  };
}
