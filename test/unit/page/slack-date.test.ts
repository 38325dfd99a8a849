import { describe, expect, it } from 'vitest';
import { formatAgo, formatDay, formatSlackDate } from '../../../sandbox/page/text/slack-date.ts';

const at = Date.UTC(2026, 10, 3, 14, 2, 9);
const seconds = Math.floor(at / 1000);
const reader = { now: at + 3_600_000, timeZone: 'UTC' };

describe('a Slack date', () => {
  it.each([
    ['{date_num} {time}', '2026-11-03 14:02'],
    ['{date_short_pretty} at {time}', 'today at 14:02'],
    ['{date_short}', 'Nov 3, 2026'],
    ['{date_long}', 'Tuesday, November 3, 2026'],
    ['{time_secs}', '14:02:09'],
    ['{ago}', '1 hour ago'],
    ['{unknown}', '{unknown}'],
  ])('%s reads %s', (format, expected) => {
    expect(formatSlackDate({ seconds, format }, reader)).toBe(expected);
  });

  it('is told in the zone of the reader', () => {
    const tokyo = { now: at, timeZone: 'Asia/Tokyo' };
    expect(formatSlackDate({ seconds, format: '{time}' }, tokyo)).toBe('23:02');
  });

  it('names the neighbouring days', () => {
    const day = 86_400_000;
    expect(formatDay(at - day, reader)).toBe('Yesterday');
    expect(formatDay(at, reader)).toBe('Today');
    expect(formatDay(at - 7 * day, reader)).toBe('Tuesday, October 27');
  });

  it.each([
    [1000, 'just now'],
    [42_000, '42 seconds ago'],
    [60_000, '1 minute ago'],
    [-28 * 60_000, 'in 28 minutes'],
    [3 * 86_400_000, '3 days ago'],
  ])('%i ms before now is %s', (before, expected) => {
    expect(formatAgo(at - before, at)).toBe(expected);
  });
});
