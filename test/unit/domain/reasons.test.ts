import { describe, expect, it } from 'vitest';
import { reasons, sayReason } from '../../../src/domain/reasons.ts';

describe('the catalogue of reasons', () => {
  it.each(Object.entries(reasons))('%s says what happened and what to do', (_, reason) => {
    expect(reason.says.length).toBeGreaterThan(10);
    expect(reason.next.length).toBeGreaterThan(5);
  });

  it('fills the facts into both sentences', () => {
    const { says, next } = sayReason('unknown_environment', {
      found: 'prd',
      nearest: 'prod',
      known: 'prod, dev',
    });
    expect(says).toBe('There is no environment “prd”.');
    expect(next).toContain('`prod`');
  });
});
