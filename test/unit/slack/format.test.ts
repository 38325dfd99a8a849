import { describe, expect, it } from 'vitest';
import type { SlackUserId } from '../../../src/domain/ids.ts';
import {
  bar,
  duration,
  either,
  mentions,
  moment,
  ordinal,
  roughly,
  when,
} from '../../../src/slack/views/format.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [400, '0 s'],
    [41 * second, '41 s'],
    [59_700, '1 m'],
    [130 * second, '2 m 10 s'],
    [28 * minute, '28 m'],
    [hour + 5 * minute + 10 * second, '1 h 5 m'],
    [24 * hour, '1 day'],
    [70 * hour, '3 days'],
    [-5, '0 s'],
  ])('%i ms reads as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it.each([
    [3 * second, '10 s'],
    [76 * second, '1 m 20 s'],
    [9.4 * minute, '9 m'],
  ])('a forecast of %i ms promises no more than %s', (ms, words) => {
    expect(roughly(ms)).toBe(words);
  });
});

describe('moments', () => {
  const at = Date.UTC(2026, 10, 14, 14, 32, 5);

  it('are shown in the reader’s time zone, in UTC where Slack cannot', () => {
    expect(when(at, at - hour)).toBe('<!date^1794666725^{time}|14:32 UTC>');
    expect(when(at, at + 40 * hour)).toBe(moment(at));
    expect(moment(at)).toBe('<!date^1794666725^{date_short_pretty} at {time}|2026-11-14 14:32 UTC>');
  });
});

describe('people', () => {
  it('are mentioned once each, groups first, malformed ids not at all', () => {
    const ana = 'U0ANA001' as SlackUserId;
    expect(mentions(['S0RELEASE', '!channel', 'S0RELEASE'], [ana, ana])).toEqual([
      '<!subteam^S0RELEASE>',
      '<@U0ANA001>',
    ]);
  });

  it('are joined in words', () => {
    expect([either([]), either(['a']), either(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b or c']);
  });
});

it.each([
  [0, 7, '░░░░░░░░░░'],
  [4, 7, '▓▓▓▓▓▓░░░░'],
  [7, 7, '▓▓▓▓▓▓▓▓▓▓'],
  [0, 0, '░░░░░░░░░░'],
])('%i of %i steps are shown as %s', (done, total, shown) => {
  expect(bar(done, total)).toBe(shown);
});

it.each([
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [21, '21st'],
])('place %i is the %s', (place, words) => {
  expect(ordinal(place)).toBe(words);
});
