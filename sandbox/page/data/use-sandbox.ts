import { useEffect, useState } from 'preact/hooks';
import { fetchState } from './calls.ts';
import type { SandboxState } from './state.ts';

export type Connection = 'connecting' | 'live' | 'lost';

interface Sandbox {
  readonly connection: Connection;
  readonly state: SandboxState | undefined;
  /** What to add to this browser's clock to have the sandbox's. */
  readonly skew: number;
}

const pauseMs = 80;
const retryMs = 1000;

/** Follows the sandbox: its events say that something changed, then its whole state is read again, one read at a time. */
export function useSandbox(): Sandbox {
  const [sandbox, setSandbox] = useState<Sandbox>({ connection: 'connecting', state: undefined, skew: 0 });
  useEffect(() => follow(setSandbox), []);
  return sandbox;
}

function follow(update: (change: (before: Sandbox) => Sandbox) => void): () => void {
  const stopped = new AbortController();
  let reading = false;
  let stale = true;

  const read = async () => {
    stale = true;
    if (reading) return;
    reading = true;
    while (stale && !stopped.signal.aborted) {
      stale = false;
      try {
        const state = await fetchState<SandboxState>(stopped.signal);
        update(() => ({ connection: 'live', state, skew: state.now - Date.now() }));
        await pause(pauseMs);
      } catch {
        update((before) => ({ ...before, connection: 'lost' }));
        stale = true;
        await pause(retryMs);
      }
    }
    reading = false;
  };

  const events = new EventSource('/_sandbox/events');
  events.addEventListener('message', () => void read());
  events.addEventListener('open', () => void read());
  events.addEventListener('error', () => void read());
  void read();
  return () => {
    stopped.abort();
    events.close();
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
