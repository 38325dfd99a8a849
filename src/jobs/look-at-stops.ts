import { activeWindow } from '../domain/freeze-window.ts';
import type { StopFacts } from '../domain/gates/gate.ts';
import { isExpired, scopeOf } from '../domain/stop.ts';
import type { Store } from '../store/commit.ts';
import { readStops } from '../store/stops.ts';
import type { Guard } from '../store/transaction.ts';
import type { Place } from './context.ts';

/** What stands in the way of a deploy, and guards that hold as long as nothing of it has changed. */
export async function lookAtStops(
  store: Store,
  { app, environment }: Place,
): Promise<{ readonly facts: StopFacts; readonly guards: readonly Guard[] }> {
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
  return { facts, guards };
}
