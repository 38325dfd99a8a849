import { expect, it } from 'vitest';
import { findNearest } from '../../../src/domain/nearest.ts';

it.each([
  ['mian', 'main'],
  ['Main', 'main'],
  ['featur/cart', 'feature/cart'],
  ['cart', 'feature/cart'],
  ['v1.2.4', 'v1.2.3'],
  ['staging', undefined],
  ['zzzzzzzz', undefined],
  ['', undefined],
])('the name nearest to “%s” is %s', (word, nearest) => {
  expect(findNearest(word, ['main', 'feature/cart', 'v1.2.3', 'development'])).toBe(nearest);
});
