import type { App, Environment } from '../domain/environment.ts';
import { activeWindow } from '../domain/freeze-window.ts';
import type { StopFacts } from '../domain/gates/gate.ts';
import { isExpired, scopeOf } from '../domain/stop.ts';
import type { Store } from './commit.ts';
import { readStops, type Stops } from './stops.ts';
import type { Guard } from './transaction.ts';

/** What stands in the way of a deploy, and guards that hold as long as nothing of it has changed. */
export async function lookAtStops(
  store: Store,
  { app, environment }: { readonly app: App; readonly environment: Environment },
): Promise<{ readonly facts: StopFacts; readonly stops: Stops; readonly guards: readonly Guard[] }> {
  const { stops, guards } = await readStops(store, { app: app.name, environment: environment.name });
  const { lock, hold, drift, freezes } = stops;
  const [frozen] = freezes;
  const now = store.now();
  const facts = {
    lock: lock && !isExpired(lock, now) ? lock : undefined,
    hold,
    drift: environment.policy.drift.lock ? drift : undefined,
    freeze: frozen && { ...frozen.freeze, scope: scopeOf(frozen.place) },
    window: activeWindow(environment.policy.freezes, now),
  };
  return { facts, stops, guards };
}
