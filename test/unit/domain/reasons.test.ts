import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasons, sayReason } from '../../../src/domain/reasons.ts';

/** Where refusals and failures come from: not the catalogue, nor the views that only show them. */
const sources = filesUnder('src')
  .filter((path) => path !== 'src/domain/reasons.ts' && !path.startsWith('src/slack/views/'))
  .map((path) => readFileSync(path, 'utf8'));

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path}`);
}

describe('the catalogue of reasons', () => {
  it.each(Object.entries(reasons))('%s says what happened and what to do', (_, reason) => {
    expect(reason.says.length).toBeGreaterThan(10);
    expect(reason.next.length).toBeGreaterThan(5);
    expect(reason.says + reason.next, 'Slack would read markup').not.toMatch(/[<>&]/);
  });

  it.each(Object.keys(reasons))('%s is said somewhere', (code) => {
    expect(sources.filter((text) => text.includes(`'${code}'`)).length).toBeGreaterThan(0);
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
