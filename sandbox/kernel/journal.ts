import type { JournalEntry, ServiceName } from './contract.ts';

export interface Journal {
  add(entry: JournalEntry): void;
  /** Oldest first, those that arrived at `since` or later. */
  list(filter: { readonly service?: ServiceName; readonly since?: number }): readonly JournalEntry[];
  clear(): void;
}

/** Older entries are forgotten, so that a sandbox left open does not grow for ever. */
const capacity = 20_000;

export function createJournal(): Journal {
  let entries: JournalEntry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > capacity * 1.1) entries = entries.slice(-capacity);
    },
    list({ service, since = 0 }) {
      return entries
        .filter((entry) => entry.at >= since && (service === undefined || entry.service === service))
        .toSorted((a, b) => a.at - b.at);
    },
    clear: () => void (entries = []),
  };
}
