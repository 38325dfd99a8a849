import type { StopRequest } from '../domain/stop-request.ts';
import { type Freeze, freezeFacts, scopeOf, type StopPlace } from '../domain/stop.ts';
import { refuse, type StopDecision } from './decision.ts';

export interface FreezeFacts {
  readonly place: StopPlace;
  readonly now: number;
  readonly newId: string;
}

type Asked<Kind extends StopRequest['kind']> = StopRequest & { kind: Kind };

/** What a person asked for, or what an incident's rollback brings with it. */
export interface WantedFreeze extends Pick<Asked<'freeze'>, 'by' | 'channel' | 'reason'> {
  /** The channel of that incident. */
  readonly incident?: string;
}

export function decideFreeze(
  freeze: Freeze | undefined,
  { by, channel, reason, incident }: WantedFreeze,
  { place, now, newId }: FreezeFacts,
): StopDecision<Freeze> {
  if (freeze !== undefined) return refuse('already_frozen', freezeFacts(scopeOf(place), freeze));
  const next: Freeze = {
    id: newId,
    by,
    at: now,
    reason,
    ...(incident !== undefined && { incident }),
    notice: { key: `notice/${newId}`, channel },
  };
  return {
    kind: 'changed',
    stop: next,
    events: [{ kind: 'frozen', at: now, by, freeze: next }],
    notices: [{ ...next.notice, notice: { kind: 'frozen', place, freeze: next } }],
  };
}

/** Whoever may freeze may lift a freeze: it is the team's, not its author's. */
export function decideUnfreeze(
  freeze: Freeze | undefined,
  { by, stop }: Asked<'unfreeze'>,
  { place, now }: FreezeFacts,
): StopDecision<Freeze> {
  if (freeze === undefined || (stop !== undefined && stop !== freeze.id))
    return refuse('nothing_frozen', { scope: scopeOf(place) });
  return {
    kind: 'changed',
    stop: undefined,
    events: [{ kind: 'unfrozen', at: now, by, freeze }],
    notices: [{ ...freeze.notice, notice: { kind: 'unfrozen', place, freeze, by, at: now } }],
  };
}
