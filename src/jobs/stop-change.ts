import type { StopPlace } from '../domain/stop.ts';
import type { StopChange } from '../stops/decision.ts';
import { markBad } from '../store/bad-commits.ts';
import { noticeWrites } from '../store/notices.ts';
import type { Decision } from '../store/operations.ts';
import { type Seen, stopEventWrites, type StopKind, type StopOf, stopWrite } from '../store/stops.ts';

/** A sign with its audit lines and messages, as a part of a change: decided on what was seen, which its guard holds fast. */
export function stopChange<Kind extends StopKind>(
  kind: Kind,
  place: StopPlace,
  decided: { readonly seen: Seen<Kind>; readonly change: StopChange<StopOf<Kind>>; readonly now: number },
): Required<Pick<Decision, 'guards' | 'writes' | 'wake'>> {
  const { seen, change, now } = decided;
  return {
    guards: [seen.guard],
    writes: [
      stopWrite(kind, place, change.stop),
      ...(change.pause ? [stopWrite('pause', place, change.pause)] : []),
      ...stopEventWrites(place, change.events),
      ...(change.bad ? [markBad(place.app, change.bad.sha, change.bad.mark)] : []),
      ...change.notices.flatMap((notice) => noticeWrites(notice, now)),
    ],
    wake: change.notices.map(({ channel }) => ({ kind: 'channel', channel }) as const),
  };
}
