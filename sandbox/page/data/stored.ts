/** How long it is remembered: across visits, or as long as the tab is open, which a reload does not end. */
type Memory = 'browser' | 'tab';

/** What this browser remembers; private windows may forbid it, and then nothing is remembered. */
export function readStored<Value>(key: string, initial: Value, memory: Memory = 'browser'): Value {
  try {
    const written = storageOf(memory).getItem(key);
    return written === null ? initial : (JSON.parse(written) as Value);
  } catch {
    return initial;
  }
}

export function store(key: string, value: unknown, memory: Memory = 'browser'): void {
  try {
    storageOf(memory).setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to do: the page works without.
  }
}

function storageOf(memory: Memory): Storage {
  return memory === 'tab' ? sessionStorage : localStorage;
}
