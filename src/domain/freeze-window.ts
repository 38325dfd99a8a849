import { Temporal } from 'temporal-polyfill';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A time that returns, or comes once, in which deploys stop. Times are those of a clock in `zone` (IANA). */
export type FreezeWindow = {
  readonly zone: string;
  readonly reason: string;
  /** How long before it begins it is announced. */
  readonly announceAheadMs: number;
} & (
  | {
      readonly kind: 'weekly';
      /** On which it begins. */
      readonly days: readonly Weekday[];
      /** `16:00` */
      readonly from: string;
      /** `09:00`: the next time that a clock says so; with a day, on the next such day. */
      readonly to: { readonly day?: Weekday; readonly time: string };
    }
  /** `2026-12-20T16:00`; `to` is when it is over. */
  | { readonly kind: 'dated'; readonly from: string; readonly to: string }
);

/** One time that a window comes. ms since the epoch; `to` is when it is over. */
export interface WindowTime {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly announceAheadMs: number;
}

/** The window in which `now` lies; of several, the one that ends last. */
export function activeWindow(windows: readonly FreezeWindow[], now: number): WindowTime | undefined {
  const active = windows
    .flatMap((window) => timesAround(window, now))
    .filter(({ from, to }) => from <= now && now < to);
  return active.toSorted((a, b) => b.to - a.to)[0];
}

/** The window that begins first after `now`. */
export function nextWindow(windows: readonly FreezeWindow[], now: number): WindowTime | undefined {
  const coming = windows.flatMap((window) => timesAround(window, now)).filter(({ from }) => from > now);
  return coming.toSorted((a, b) => a.from - b.from || b.to - a.to)[0];
}

/** A weekly window lasts a week at most, and comes again within one. */
const lookedAtDays = 9;

function timesAround(window: FreezeWindow, now: number): readonly WindowTime[] {
  return spans(window, now)
    .map(({ from, to }) => ({
      from: firstMoment(from, window.zone),
      to: lastMoment(to, window.zone),
      reason: window.reason,
      announceAheadMs: window.announceAheadMs,
    }))
    .filter(({ from, to }) => from < to);
}

interface Span {
  readonly from: Temporal.PlainDateTime;
  readonly to: Temporal.PlainDateTime;
}

function spans(window: FreezeWindow, now: number): readonly Span[] {
  if (window.kind === 'dated') {
    return [{ from: Temporal.PlainDateTime.from(window.from), to: Temporal.PlainDateTime.from(window.to) }];
  }
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(window.zone).toPlainDate();
  return Array.from({ length: 2 * lookedAtDays + 1 }, (_, index) => today.add({ days: index - lookedAtDays }))
    .filter((date) => window.days.includes(weekdayOf(date)))
    .map((date) => spanFrom(window, date));
}

function spanFrom({ from, to }: FreezeWindow & { kind: 'weekly' }, date: Temporal.PlainDate): Span {
  const begins = date.toPlainDateTime(from);
  const passed = Temporal.PlainTime.compare(to.time, from) <= 0;
  const daysLater = to.day === undefined ? Number(passed) : daysUntil(weekdayOf(date), to.day, passed);
  return { from: begins, to: date.add({ days: daysLater }).toPlainDateTime(to.time) };
}

function daysUntil(day: Weekday, later: Weekday, passed: boolean): number {
  const days = (weekdays.indexOf(later) - weekdays.indexOf(day) + 7) % 7;
  return days === 0 && passed ? 7 : days;
}

function weekdayOf(date: Temporal.PlainDate): Weekday {
  return weekdays[date.dayOfWeek - 1] ?? 'mon';
}

/** When a clock in the zone says it, or has just skipped it. Of an hour that comes twice: the first time. */
function firstMoment(local: Temporal.PlainDateTime, zone: string): number {
  return momentOf(local, zone, 'earlier');
}

/** The same, the second time: a window that ends in an hour that comes twice is over when both are. */
function lastMoment(local: Temporal.PlainDateTime, zone: string): number {
  return momentOf(local, zone, 'later');
}

function momentOf(local: Temporal.PlainDateTime, zone: string, which: 'earlier' | 'later'): number {
  const found = local.toZonedDateTime(zone, { disambiguation: which });
  if (found.toPlainDateTime().equals(local)) return found.epochMilliseconds;
  // The transition itself is not among those before it.
  const after = local.toZonedDateTime(zone, { disambiguation: 'later' }).add({ nanoseconds: 1 });
  return (after.getTimeZoneTransition('previous') ?? after).epochMilliseconds;
}
