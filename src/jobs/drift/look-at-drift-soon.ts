import type { StopPlace } from '../../domain/stop.ts';
import { type Beside, nothingBeside } from '../../store/beside.ts';
import type { Store } from '../../store/commit.ts';
import { driftLane, driftWatchWrite, seeDriftWatch } from '../../store/drift.ts';

/** Something was released: drift that was told may be over, and what it keeps out need not wait for the regular look. */
export async function lookAtDriftSoon(store: Store, place: StopPlace): Promise<Beside> {
  const { watch, guard } = await seeDriftWatch(store, place);
  if (!watch?.told) return nothingBeside;
  return {
    guards: [guard],
    writes: [driftWatchWrite(place, { ...watch, nextAt: store.now() })],
    wake: [driftLane(place)],
  };
}
