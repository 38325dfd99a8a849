import { describe, expect, it } from 'vitest';
import { nextLook } from '../../../src/time/wait.ts';

const steady = () => 0.5;

/** When a platform's work that takes `endsMs` is noticed, and after how many looks. */
function look(endsMs: number, expectedMs?: number): { lateMs: number; looks: number } {
  for (let [at, looks] = [0, 1]; ; looks += 1) {
    if (at >= endsMs) return { lateMs: at - endsMs, looks };
    at += nextLook(at, expectedMs, steady);
  }
}

describe('looking whether a platform is done', () => {
  it.each([300, 2_300, 30_000, 120_000, 600_000])('is late by a tenth at most after %i ms', (ms) => {
    expect(look(ms).lateMs).toBeLessThanOrEqual(Math.max(100, ms * 0.1));
  });

  it.each([2_300, 30_000, 120_000])('is late by a fortieth at most when %i ms were expected', (ms) => {
    for (const took of [0.9, 1, 1.1].map((share) => ms * share)) {
      expect(look(took, ms).lateMs).toBeLessThanOrEqual(took / 40);
    }
  });

  it.each([30_000, 120_000])('costs a third more looks at most for knowing that it takes %i ms', (ms) => {
    expect(look(ms, ms).looks).toBeLessThanOrEqual(look(ms).looks * 1.33);
  });

  it('goes on as if nothing had been expected when it takes much longer', () => {
    expect(nextLook(60_000, 20_000, steady)).toBe(nextLook(60_000, undefined, steady));
  });
});
