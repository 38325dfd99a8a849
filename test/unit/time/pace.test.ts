import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/time/pace.ts';

describe('a pace of three at once and one a second', () => {
  const pace = () => createPace({ burst: 3, everyMs: 1_000 });
  const taken = (times: readonly number[], kept = pace()) => times.map((at) => kept.take('C0DEPLOYS', at));

  it('lets three through at once, and no fourth', () => {
    expect(taken([0, 0, 0, 0])).toEqual([true, true, true, false]);
  });

  it('lets one more through with every second', () => {
    expect(taken([0, 0, 0, 999, 1_000, 1_000, 2_000])).toEqual([true, true, true, false, true, false, true]);
  });

  it('saves up no more than three', () => {
    expect(taken([0, 60_000, 60_000, 60_000, 60_000])).toEqual([true, true, true, true, false]);
  });

  it('counts each key on its own, also among very many', () => {
    const kept = pace();
    for (let key = 0; key < 5_000; key += 1) expect(kept.take(`C${key}`, key)).toBe(true);
    expect(taken([6_000, 6_000, 6_000, 6_000], kept)).toEqual([true, true, true, false]);
  });
});
