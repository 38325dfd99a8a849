import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSlackUserId } from '../../../src/domain/ids.ts';
import { fillPlaces, nodsMissing, openRules } from '../../../src/domain/quorum.ts';
import { ana, aNod, aRule, bruno } from '../../support/operation-builders.ts';

const rules = [aRule(), aRule({ groups: ['S0SECURITY'] })];

describe('a quorum of one from each of two groups', () => {
  it('is not met by someone in both', () => {
    expect(fillPlaces(rules, [aNod(bruno, { rules: [0, 1] })])).toEqual([1, 0]);
    expect(openRules(rules, [aNod(bruno, { rules: [0, 1] })])).toEqual([{ ...rules[1], missing: 1 }]);
  });

  it('moves someone in both to the other place when that lets another in', () => {
    expect(fillPlaces(rules, [aNod(bruno, { rules: [0, 1] }), aNod(ana, { rules: [0] })])).toEqual([1, 1]);
  });

  it('counts the same person once, however often they are listed', () => {
    expect(nodsMissing(rules, [aNod(bruno), aNod(bruno, { rules: [1] })])).toBe(1);
  });
});

const people = ['U0A', 'U0B', 'U0C', 'U0D', 'U0E'].map(parseSlackUserId);
const quorum = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 });
const given = fc.array(fc.record({ by: fc.constantFrom(...people), rules: fc.uniqueArray(fc.nat(2)) }), {
  maxLength: 6,
});

it('fills as many places as trying every seating does, and none twice or by a person who may not', () => {
  fc.assert(
    fc.property(quorum, given, (required, nods) => {
      const wanted = required.map((count) => aRule({ required: count }));
      const filled = fillPlaces(wanted, nods);
      const first = nods.filter(({ by }, index) => nods.findIndex((nod) => nod.by === by) === index);
      const most = tryAll(
        required,
        first.map((nod) => nod.rules),
      );
      expect(filled.reduce((sum, each) => sum + each, 0)).toBe(most);
      for (const [rule, count] of filled.entries()) {
        expect(count).toBeLessThanOrEqual(required[rule] ?? 0);
        expect(count).toBeLessThanOrEqual(first.filter((nod) => nod.rules.includes(rule)).length);
      }
    }),
    { numRuns: 1000 },
  );
});

/** Everybody sits nowhere or in a free place of each of their rules: the best of all. */
function tryAll(free: readonly number[], people: readonly (readonly number[])[]): number {
  const [mine, ...others] = people;
  if (!mine) return 0;
  const seated = mine
    .filter((rule) => (free[rule] ?? 0) > 0)
    .map(
      (rule) =>
        1 +
        tryAll(
          free.map((count, index) => (index === rule ? count - 1 : count)),
          others,
        ),
    );
  return Math.max(tryAll(free, others), ...seated);
}
