import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeWindow, type FreezeWindow, nextWindow, weekdays } from '../../../src/domain/freeze-window.ts';

const minute = 60_000;
const hour = 60 * minute;
const madrid = 'Europe/Madrid';
const newYork = 'America/New_York';

const at = (utc: string) => Date.parse(`${utc}Z`);
const told = (ms: number | undefined) =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);
const common = { reason: 'quiet', announceAheadMs: hour };

function weekly(
  days: (FreezeWindow & { kind: 'weekly' })['days'],
  from: string,
  to: string,
  zone = madrid,
): FreezeWindow & { kind: 'weekly' } {
  const [time = '', day] = to.split(' ').toReversed();
  const onDay = weekdays.find((each) => each === day);
  return { kind: 'weekly', days, from, to: { time, ...(onDay && { day: onDay }) }, zone, ...common };
}
function dated(from: string, to: string, zone = madrid): FreezeWindow {
  return { kind: 'dated', from, to, zone, ...common };
}

/** The next time it comes after this moment. */
function timesAfter(window: FreezeWindow, utc: string) {
  const found = nextWindow([window], at(utc));
  return found && [told(found.from), told(found.to)];
}

describe('a window', () => {
  it.each<[string, FreezeWindow, string, (string | undefined)[] | undefined]>([
    [
      'within a day',
      weekly(['fri'], '16:00', '18:00'),
      '2026-06-01T00:00',
      ['2026-06-05T14:00', '2026-06-05T16:00'],
    ],
    [
      'over midnight',
      weekly(['fri'], '16:00', '09:00'),
      '2026-06-01T00:00',
      ['2026-06-05T14:00', '2026-06-06T07:00'],
    ],
    [
      'over a weekend',
      weekly(['fri'], '16:00', 'mon 09:00'),
      '2026-06-01T00:00',
      ['2026-06-05T14:00', '2026-06-08T07:00'],
    ],
    [
      'of a whole day',
      weekly(['sun'], '00:00', '00:00'),
      '2026-06-01T00:00',
      ['2026-06-06T22:00', '2026-06-07T22:00'],
    ],
    [
      'of a whole week',
      weekly(['sun'], '10:00', 'sun 10:00'),
      '2026-06-01T00:00',
      ['2026-06-07T08:00', '2026-06-14T08:00'],
    ],
    [
      'on several days',
      weekly(['mon', 'wed'], '16:00', '17:00'),
      '2026-06-01T15:00',
      ['2026-06-03T14:00', '2026-06-03T15:00'],
    ],
    [
      'that has begun comes again a week later',
      weekly(['mon'], '16:00', '17:00'),
      '2026-06-01T14:00',
      ['2026-06-08T14:00', '2026-06-08T15:00'],
    ],
    [
      'with dates',
      dated('2026-12-20T00:00', '2027-01-04T00:00'),
      '2026-06-01T00:00',
      ['2026-12-19T23:00', '2027-01-03T23:00'],
    ],
    ['whose dates are past', dated('2026-12-20T00:00', '2027-01-04T00:00'), '2027-02-01T00:00', undefined],
    [
      'in another zone',
      weekly(['fri'], '16:00', '18:00', newYork),
      '2026-06-01T00:00',
      ['2026-06-05T20:00', '2026-06-05T22:00'],
    ],
    // Madrid, 29 March 2026: 02:00 is followed by 03:00 (01:00 UTC). 25 October: 03:00 by 02:00 (01:00 UTC).
    [
      'over the hour that is skipped',
      weekly(['sat'], '22:00', '06:00'),
      '2026-03-27T00:00',
      ['2026-03-28T21:00', '2026-03-29T04:00'],
    ],
    [
      'over the hour that comes twice',
      weekly(['sat'], '22:00', '06:00'),
      '2026-10-23T00:00',
      ['2026-10-24T20:00', '2026-10-25T05:00'],
    ],
    [
      'that begins in the skipped hour, with the skip',
      weekly(['sun'], '02:30', '05:00'),
      '2026-03-28T00:00',
      ['2026-03-29T01:00', '2026-03-29T03:00'],
    ],
    [
      'that ends in the skipped hour, with the skip',
      weekly(['sun'], '01:00', '02:30'),
      '2026-03-28T00:00',
      ['2026-03-29T00:00', '2026-03-29T01:00'],
    ],
    [
      'that begins in the doubled hour, the first time',
      weekly(['sun'], '02:30', '05:00'),
      '2026-10-24T00:00',
      ['2026-10-25T00:30', '2026-10-25T04:00'],
    ],
    [
      'that ends in the doubled hour, the second time',
      weekly(['sun'], '01:00', '02:30'),
      '2026-10-24T00:00',
      ['2026-10-24T23:00', '2026-10-25T01:30'],
    ],
    [
      'with dates that begins in the skipped hour',
      dated('2026-03-29T02:15', '2026-03-30T00:00'),
      '2026-03-01T00:00',
      ['2026-03-29T01:00', '2026-03-29T22:00'],
    ],
    // New York, 8 March 2026: 02:00 is followed by 03:00 (07:00 UTC). 1 November: 02:00 by 01:00 (06:00 UTC).
    [
      'over the hour skipped in New York',
      weekly(['sat'], '22:00', '06:00', newYork),
      '2026-03-06T00:00',
      ['2026-03-08T03:00', '2026-03-08T10:00'],
    ],
    [
      'over the hour doubled in New York',
      weekly(['sat'], '22:00', '06:00', newYork),
      '2026-10-30T00:00',
      ['2026-11-01T02:00', '2026-11-01T11:00'],
    ],
    [
      'that begins in the hour skipped there',
      weekly(['sun'], '02:30', '05:00', newYork),
      '2026-03-07T12:00',
      ['2026-03-08T07:00', '2026-03-08T09:00'],
    ],
    [
      'that ends in the hour skipped there',
      weekly(['sun'], '01:00', '02:30', newYork),
      '2026-03-07T12:00',
      ['2026-03-08T06:00', '2026-03-08T07:00'],
    ],
    [
      'that begins in the hour doubled there',
      weekly(['sun'], '01:30', '05:00', newYork),
      '2026-10-31T12:00',
      ['2026-11-01T05:30', '2026-11-01T10:00'],
    ],
    [
      'that ends in the hour doubled there',
      weekly(['sat'], '23:00', '01:30', newYork),
      '2026-10-31T12:00',
      ['2026-11-01T03:00', '2026-11-01T06:30'],
    ],
    [
      'that begins when the skipped hour would',
      weekly(['sun'], '02:00', '05:00'),
      '2026-03-28T00:00',
      ['2026-03-29T01:00', '2026-03-29T03:00'],
    ],
    [
      'that lies in the skipped hour does not come',
      weekly(['sun'], '02:10', '02:50'),
      '2026-03-28T12:00',
      ['2026-04-05T00:10', '2026-04-05T00:50'],
    ],
  ])('%s', (_, window, from, expected) => {
    expect(timesAfter(window, from)).toEqual(expected);
  });

  it('holds from its first moment to just before its last', () => {
    const windows = [weekly(['fri'], '16:00', 'mon 09:00')];
    expect(activeWindow(windows, at('2026-06-05T13:59:59'))).toBeUndefined();
    expect(told(activeWindow(windows, at('2026-06-05T14:00'))?.to)).toBe('2026-06-08T07:00');
    expect(told(activeWindow(windows, at('2026-06-08T06:59:59'))?.to)).toBe('2026-06-08T07:00');
    expect(activeWindow(windows, at('2026-06-08T07:00'))).toBeUndefined();
  });

  it('of several is the one that ends last, and the one that comes first', () => {
    const windows = [
      weekly(['fri'], '16:00', '18:00'),
      dated('2026-06-05T15:00', '2026-06-10T00:00'),
      weekly(['fri'], '12:00', '13:00'),
    ];
    expect(told(activeWindow(windows, at('2026-06-05T14:30'))?.to)).toBe('2026-06-09T22:00');
    expect(told(nextWindow(windows, at('2026-06-05T00:00'))?.from)).toBe('2026-06-05T10:00');
  });
});

/** What a clock on the wall of the zone says, by Intl alone: not what is tested. */
function wallClock(zone: string, ms: number) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const day = weekdays.findIndex((each) => each === parts.get('weekday')?.toLowerCase());
  return day * 1440 + Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
}

function minuteOfWeek(day: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return weekdays.findIndex((each) => each === day) * 1440 + hours * 60 + minutes;
}

describe('around a change of the clocks', () => {
  const changes = [
    [madrid, '2026-03-29T01:00'],
    [madrid, '2026-10-25T01:00'],
    [newYork, '2026-03-08T07:00'],
    [newYork, '2026-11-01T06:00'],
  ] as const;
  const week = 7 * 1440;
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '10', '30', '59'))
    .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${minutes}`);
  const day = fc.constantFrom('sat', 'sun', 'mon', 'thu' as const);

  it('holds whenever a clock says so, and else only within the hour that comes twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.record({ day, from: time, endDay: day, to: time }),
        fc.integer({ min: -30 * 60, max: 30 * 60 }),
        ([zone, change], { day: begins, from, endDay, to }, offset) => {
          const window = weekly([begins], from, `${endDay} ${to}`, zone);
          const now = at(change) + offset * minute;
          const start = minuteOfWeek(begins, from);
          const length = (minuteOfWeek(endDay, to) - start + week) % week || week;
          const saysSo = (wallClock(zone, now) - start + week) % week < length;
          const isDoubled = Math.abs(offset) <= 60;
          const holds = activeWindow([window], now) !== undefined;
          if (saysSo || !isDoubled) expect(holds).toBe(saysSo);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('comes next when it is not on, and is on when it has come', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.record({ day, from: time, to: time }),
        fc.integer({ min: -2880, max: 2880 }),
        ([zone, change], { day: begins, from, to }, offset) => {
          const windows = [weekly([begins], from, to, zone)];
          const now = at(change) + offset * minute;
          const next = nextWindow(windows, now);
          if (!next) throw new Error('a weekly window always comes again');
          expect(next.from).toBeGreaterThan(now);
          expect(next.to).toBeGreaterThan(next.from);
          expect(activeWindow(windows, next.from)).toEqual(next);
          expect(activeWindow(windows, next.to - 1)).toEqual(next);
          expect(nextWindow(windows, next.from - 1)).toEqual(next);
        },
      ),
      { numRuns: 300 },
    );
  });
});
