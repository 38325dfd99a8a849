import { describe, expect, it } from 'vitest';
import { cut, cutMrkdwn, firstOf, fitLines } from '../../../src/slack/views/limits.ts';

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

  it('shows the beginning of a line too long for a block', () => {
    expect(fitLines(['x'.repeat(5000)], 3000)).toMatch(/^x{2900,}…$/);
    expect(fitLines(['short', 'x'.repeat(5000), 'y'], 3000)).toMatch(/^short\nx{2900,}…\n…and 1 more$/);
  });

  it('never cuts through a mention, a link or an entity', () => {
    expect(cutMrkdwn('ask <@U0ANA001> now', 12)).toBe('ask…');
    expect(cutMrkdwn('&lt;&lt;&lt;', 10)).toBe('&lt;&lt;…');
  });

  it('counts the items left out', () => {
    expect(firstOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], hidden: 1 });
    expect(firstOf([1], 2)).toEqual({ shown: [1], hidden: 0 });
  });
});
