import type { StopPlace } from '../../domain/stop.ts';
import type { StopChange } from '../../stops/decision.ts';
import { allBeside, nothingBeside } from '../../store/beside.ts';
import { commit, type Store } from '../../store/commit.ts';
import type { Fence } from '../../store/fence.ts';
import type { WaitingStopRequest } from '../../store/stop-requests.ts';
import type { Seen, StopKind, StopOf } from '../../store/stops.ts';
import type { Guard } from '../../store/transaction.ts';
import { withdrawRefused } from '../../store/withdraw.ts';
import { stopChange } from './stop-change.ts';

/** A sign with its audit lines and messages, as decided on what was seen. `lost`: somebody else changed it meanwhile. */
export async function writeStop<Kind extends StopKind>(
  store: Store,
  place: StopPlace,
  decided: {
    readonly kind: Kind;
    readonly seen: Seen<Kind>;
    readonly change: StopChange<StopOf<Kind>>;
    readonly waiting?: WaitingStopRequest;
    readonly guards?: readonly Guard[];
    readonly fence: Fence;
  },
): Promise<'written' | 'lost'> {
  const { kind, seen, change, waiting, guards = [], fence } = decided;
  const sign = stopChange(kind, place, { seen, change, now: store.now() });
  const ended = idOf(seen.stop);
  const isOver = ended !== undefined && ended !== idOf(change.stop);
  const beside = allBeside(sign, isOver ? await withdrawRefused(store, place, ended) : nothingBeside);
  return commit(store, {
    guards: [...beside.guards, ...guards, ...(waiting ? [waiting.guard] : [])],
    writes: [...beside.writes, ...(waiting ? [waiting.taken] : [])],
    wake: beside.wake,
    fence,
  });
}

function idOf(stop: StopOf<StopKind> | undefined): string | undefined {
  return stop && 'id' in stop ? stop.id : undefined;
}
