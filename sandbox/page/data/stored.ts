/** What this browser remembers; private windows may forbid it, and then nothing is remembered. */
export function readStored<Value>(key: string, initial: Value): Value {
  try {
    const written = localStorage.getItem(key);
    return written === null ? initial : (JSON.parse(written) as Value);
  } catch {
    return initial;
  }
}

export function store(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to do: the page works without.
  }
}
