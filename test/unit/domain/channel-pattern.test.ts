import { expect, it } from 'vitest';
import { matchesPattern } from '../../../src/domain/channel-pattern.ts';

it.each([
  ['inc-042', 'inc-*', true],
  ['inc-', 'inc-*', true],
  ['inc', 'inc-*', false],
  ['zinc-042', 'inc-*', false],
  ['incident-of-may', 'inc-*', false],
  ['shop-incident', '*-incident', true],
  ['shop-incident-2', '*-incident', false],
  ['war-room', 'war-room', true],
  ['war-room-2', 'war-room', false],
  ['eu-inc-7-shop', '*-inc-*-shop', true],
  ['eu-inc-shop', '*-inc-*-shop', false],
  ['aba', 'ab*ba', false],
  ['a.c', 'a?c', false],
  ['inc-042', 'inc-**', true],
])('a channel called %s is one of %s: %s', (name, pattern, matches) => {
  expect(matchesPattern(name, pattern)).toBe(matches);
});

it('takes no longer for a pattern of many stars', () => {
  const began = performance.now();
  expect(matchesPattern('a'.repeat(80), `${'*a'.repeat(40)}*b`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(100);
});
