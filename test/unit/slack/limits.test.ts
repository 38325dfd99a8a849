import { describe, expect, it } from 'vitest';
import { cut, firstOf, fitLines } from '../../../src/slack/views/limits.ts';

describe('what does not fit into Slack', () => {
  it('is cut visibly', () => {
    expect(cut('production', 10)).toBe('production');
    expect(cut('production!', 10)).toBe('productio…');
  });

  it('leaves out whole lines and says how many', () => {
    const lines = Array.from({ length: 300 }, (_, n) => `commit ${n} ${'x'.repeat(20)}`);
    const text = fitLines(lines, 3000);
    expect(text.length).toBeLessThanOrEqual(3000);
    const shown = text.split('\n').length - 1;
    expect(text.endsWith(`\n…and ${300 - shown} more`)).toBe(true);
  });

  it('counts even when not one line fits', () => {
    expect(fitLines(['x'.repeat(5000)], 3000)).toBe('…and 1 more');
  });

  it('counts the items left out', () => {
    expect(firstOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], hidden: 1 });
    expect(firstOf([1], 2)).toEqual({ shown: [1], hidden: 0 });
  });
});
