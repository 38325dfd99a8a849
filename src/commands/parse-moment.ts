import parseDuration from 'parse-duration';
import { Temporal } from 'temporal-polyfill';
import { isZone } from '../domain/clock.ts';
import { isReleaseId } from '../domain/release.ts';
import type { RestoreWish } from '../domain/restore-wish.ts';

/** Which data these words mean; undefined where they mean none. `now`: of the words. */
export function parseMoment(words: readonly string[], now: number): RestoreWish | undefined {
  const [first, ...rest] = words;
  if (first?.toLowerCase() === 'branch')
    return rest.length === 1 && rest[0] !== undefined ? { kind: 'branch', name: rest[0] } : undefined;
  const text = words.join(' ');
  return parseRelease(text) ?? parseAgo(text, now) ?? parseInstant(text) ?? parseClock(words);
}

function parseRelease(text: string): RestoreWish | undefined {
  const release = text.toLowerCase();
  const isRelease = release === 'last' || isReleaseId(release) || /^[0-9a-f]{7,40}$/.test(release);
  return isRelease ? { kind: 'release', release } : undefined;
}

/** "20m ago", "2 hours ago", "1h 20m ago" */
function parseAgo(text: string, now: number): RestoreWish | undefined {
  const length = /^(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+(?=\s+ago$)/i.exec(text)?.[0];
  const ms = length === undefined ? null : parseDuration(length);
  return ms === null || !Number.isFinite(ms) || ms <= 0
    ? undefined
    : { kind: 'moment', at: Math.round(now - ms) };
}

/** With its offset, or its zone in brackets. */
function parseInstant(text: string): RestoreWish | undefined {
  const read = text.includes('[')
    ? () => Temporal.ZonedDateTime.from(text).epochMilliseconds
    : () => Temporal.Instant.from(text).epochMilliseconds;
  const at = unlessOutOfRange(read);
  return at === undefined ? undefined : { kind: 'moment', at };
}

/** "14:05", "2026-11-14 14:05", either with a zone behind it. */
function parseClock(words: readonly string[]): RestoreWish | undefined {
  const found = clock.exec(words.join(' '))?.groups;
  const { date, hour = '', rest = '', zone } = found ?? {};
  if (!found || (zone !== undefined && !isZone(zone))) return undefined;
  const time = `${hour.padStart(2, '0')}${rest}`;
  const local = date === undefined ? time : `${date}T${time}`;
  const isTime = unlessOutOfRange(() =>
    date === undefined ? Temporal.PlainTime.from(local) : Temporal.PlainDateTime.from(local),
  );
  if (isTime === undefined) return undefined;
  return { kind: 'clock', local, ...(zone !== undefined && { zone }) };
}

const clock =
  /^(?:(?<date>\d{4}-\d{2}-\d{2})[ t])?(?<hour>\d{1,2})(?<rest>:\d{2}(?::\d{2})?)(?: (?<zone>[a-z][\w/+-]*))?$/i;

function unlessOutOfRange<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
