import { describe, expect, it } from 'vitest';
import { reasons, sayReason } from '../../../src/domain/reasons.ts';

describe('the catalogue of reasons', () => {
  it.each(Object.entries(reasons))('%s says what happened and what to do', (_, reason) => {
    expect(reason.says.length).toBeGreaterThan(10);
    expect(reason.next.length).toBeGreaterThan(5);
    expect(reason.says + reason.next, 'Slack would read markup').not.toMatch(/[<>&]/);
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

  it('leaves out advice whose facts are not known', () => {
    const { next } = sayReason('unknown_ref', { found: 'mian', repository: 'mundo-tango/mundo-tango' });
    expect(next).toBe('A branch, a tag, 7 digits or more of a commit, or `#123` will do.');
  });
});
