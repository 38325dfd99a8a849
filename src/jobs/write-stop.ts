import { noticeWrites } from '../store/notices.ts';
import type { PlacedNotice } from '../domain/notice.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { StopChange } from '../stops/decision.ts';
import { markBad } from '../store/bad-commits.ts';
import { commit, type Store } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import type { WaitingStopRequest } from '../store/stop-requests.ts';
import { type Seen, stopEventWrites, type StopKind, type StopOf, stopWrite } from '../store/stops.ts';
import type { Guard } from '../store/transaction.ts';

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
  const now = store.now();
  return commit(store, {
    guards: [seen.guard, ...guards, ...(waiting ? [waiting.guard] : [])],
    writes: [
      stopWrite(kind, place, change.stop),
      ...(change.pause ? [stopWrite('pause', place, change.pause)] : []),
      ...stopEventWrites(place, change.events),
      ...(change.bad ? [markBad(place.app, change.bad.sha, change.bad.mark)] : []),
      ...change.notices.flatMap((notice) => noticeWrites(notice, now)),
      ...(waiting ? [waiting.taken] : []),
    ],
    wake: change.notices.map(channelOf),
    fence,
  });
}

function channelOf({ channel }: PlacedNotice) {
  return { kind: 'channel', channel } as const;
}
