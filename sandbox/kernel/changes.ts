import type { ServiceName } from './contract.ts';

export interface Changes {
  report(service: ServiceName): void;
  /** Answers how to stop listening. */
  listen(listener: (service: ServiceName) => void): () => void;
}

/** At most one report per service in this time; the last one is never swallowed. */
const quietMs = 100;

export function createChanges(): Changes {
  const listeners = new Set<(service: ServiceName) => void>();
  const quiet = new Map<ServiceName, { changedAgain: boolean }>();

  const tell = (service: ServiceName) => {
    const pause = { changedAgain: false };
    quiet.set(service, pause);
    setTimeout(() => {
      quiet.delete(service);
      if (pause.changedAgain) tell(service);
    }, quietMs).unref();
    for (const listener of listeners) listener(service);
  };

  return {
    report(service) {
      const pause = quiet.get(service);
      if (pause) pause.changedAgain = true;
      else tell(service);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
