import type { Actor } from '../domain/actor.ts';
import type { AutoDeployPause } from '../domain/auto-deploy.ts';
import type { CommitSha } from '../domain/ids.ts';
import type { StopRequest } from '../domain/stop-request.ts';
import { type Hold, holdFacts, type StopPlace } from '../domain/stop.ts';
import { releasePause } from './auto-deploy.ts';
import { refuse, type StopChange, type StopDecision } from './decision.ts';

export interface HoldFacts {
  readonly place: StopPlace;
  readonly now: number;
  readonly newId: string;
}

/** What a hold is placed for: by a person, or by whatever took a commit back. */
export interface WantedHold extends Actor {
  readonly channel: string;
  readonly reason: string;
  /** Never to be deployed again. */
  readonly bad?: CommitSha | undefined;
  /** The channel of the incident for which it is placed. */
  readonly incident?: string | undefined;
}

/** Nothing is deployed until somebody releases it. The bad commit is marked also where a hold stands already. */
export function decideHold(hold: Hold | undefined, wanted: WantedHold, facts: HoldFacts): StopDecision<Hold> {
  if (hold === undefined) return place(wanted, facts);
  if (wanted.bad === undefined) return refuse('already_held', holdFacts(facts.place, hold));
  return shown({ ...hold, bad: wanted.bad }, wanted, facts);
}

function place(wanted: WantedHold, facts: HoldFacts): StopChange<Hold> {
  const { by, byItself, channel, reason, bad, incident } = wanted;
  const { now, newId } = facts;
  const hold: Hold = {
    id: newId,
    by,
    ...(byItself && { byItself }),
    at: now,
    reason,
    ...(bad !== undefined && { bad }),
    ...(incident !== undefined && { incident }),
    notice: { key: `notice/${newId}`, channel },
  };
  return shown(hold, wanted, facts);
}

function shown(
  hold: Hold,
  { by, byItself, reason, bad }: WantedHold,
  { place: where, now }: HoldFacts,
): StopChange<Hold> {
  return {
    kind: 'changed',
    stop: hold,
    events: [{ kind: 'held', at: now, by, hold }],
    notices: [{ ...hold.notice, notice: { kind: 'held', place: where, hold } }],
    ...(bad !== undefined && {
      bad: { sha: bad, mark: { by, ...(byItself && { byItself }), at: now, why: reason } },
    }),
  };
}

/** Whoever may lock may release a hold: it is the team's, not its author's. */
export function decideRelease(
  hold: Hold | undefined,
  { by, stop }: StopRequest & { readonly kind: 'release' },
  { place: where, now, pause }: HoldFacts & { readonly pause: AutoDeployPause | undefined },
): StopDecision<Hold> {
  if (hold === undefined || (stop !== undefined && stop !== hold.id))
    return refuse('nothing_held', { environment: where.environment });
  const released = { by, at: now };
  const own = pause?.hold.id === hold.id ? { pause: releasePause(pause, released) } : {};
  return {
    kind: 'changed',
    stop: undefined,
    events: [{ kind: 'released', at: now, by, hold }],
    notices: [{ ...hold.notice, notice: { kind: 'released', place: where, hold, ...released, ...own } }],
    ...own,
  };
}
