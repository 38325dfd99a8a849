import { signEntry } from '../../domain/incident-entries.ts';
import type { Freeze, Hold, StopPlace } from '../../domain/stop.ts';
import type { StopChange } from '../../stops/decision.ts';
import { markBad } from '../../store/bad-commits.ts';
import { tellIncident, type Told } from '../../store/incidents.ts';
import type { Beside } from '../../store/beside.ts';
import { noticeWrites } from '../../store/notices.ts';
import { type Seen, stopEventWrites, type StopKind, type StopOf, stopWrite } from '../../store/stops.ts';

/** A sign with its audit lines and messages, as a part of a change: decided on what was seen, which its guard holds fast. */
export function stopChange<Kind extends StopKind>(
  kind: Kind,
  place: StopPlace,
  decided: { readonly seen: Seen<Kind>; readonly change: StopChange<StopOf<Kind>>; readonly now: number },
): Beside {
  const { seen, change, now } = decided;
  const told = tellIncidentOf(kind, place, { before: seen.stop, change, now });
  return {
    guards: [seen.guard],
    writes: [
      stopWrite(kind, place, change.stop),
      ...(change.pause ? [stopWrite('pause', place, change.pause)] : []),
      ...stopEventWrites(place, change.events),
      ...(change.bad ? [markBad(place.app, change.bad.sha, change.bad.mark)] : []),
      ...change.notices.flatMap((notice) => noticeWrites(notice, now)),
      ...told.writes,
    ],
    wake: [...change.notices.map(({ channel }) => ({ kind: 'channel', channel }) as const), ...told.wake],
  };
}

/** The incident that left the sign is told what becomes of it. */
function tellIncidentOf<Kind extends StopKind>(
  kind: Kind,
  place: StopPlace,
  {
    before,
    change,
    now,
  }: {
    readonly before: StopOf<Kind> | undefined;
    readonly change: StopChange<StopOf<Kind>>;
    readonly now: number;
  },
): Told {
  const by = change.events.map((event) => ('by' in event ? event.by : undefined)).at(-1);
  if ((kind !== 'freeze' && kind !== 'hold') || by === undefined) return { writes: [], wake: [] };
  const signs = { before, after: change.stop } as Readonly<
    Record<'before' | 'after', Freeze | Hold | undefined>
  >;
  const told = signEntry({ kind, place }, signs, { by, at: now });
  return told
    ? tellIncident({ app: place.app, channel: told.channel }, [told.entry], now)
    : { writes: [], wake: [] };
}
