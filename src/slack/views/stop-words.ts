import { type Lock, scopeOf, type StopPlace } from '../../domain/stop.ts';
import { escape } from './escape.ts';
import { expiry } from './format.ts';

/* How messages speak of a stop sign. */

/** "*production*", "*all of shop*" */
export function placeOf(place: StopPlace): string {
  return `*${escape(scopeOf(place), 80)}*`;
}

/** The end of a sentence: ": “checkout is on fire”", or a full stop. */
export function because({ reason }: Pick<Lock, 'reason'>): string {
  return reason === undefined ? '.' : `: ${quoted(reason)}`;
}

export function quoted(reason: string): string {
  return `“${escape(reason, 300)}”`;
}

export function endOf({ until }: Pick<Lock, 'until'>, now: number): string {
  return until === undefined ? 'until it is unlocked' : expiry(until, now);
}
