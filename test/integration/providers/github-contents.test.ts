import { beforeEach, describe, expect, it } from 'vitest';
import { TerminalError } from '../../../src/domain/errors.ts';
import { parseCommitSha } from '../../../src/domain/ids.ts';
import type { SourceHost } from '../../../src/providers/contract.ts';
import { useGithub } from '../../support/a-github.ts';
import { smallSeed } from '../../support/a-seed.ts';
import { repository } from '../../unit/providers/aims.ts';
import { providersAt } from '../../unit/providers/loopback.ts';

const local = useGithub(smallSeed);
const sha = (key: string) => parseCommitSha(local.github().source.sha(key));
const github = (): SourceHost =>
  providersAt(local.url(), {
    github: { apiUrl: local.url(), auth: { kind: 'token', token: 'ghp_sandbox' } },
    timeoutMs: 5_000,
  }).source;

beforeEach(() => local.kernel().faults.clear());

describe('a folder of a commit', () => {
  const committed = async (files: Readonly<Record<string, string>>) => {
    const answer = await local.github().control.request('/commit', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ branch: 'feature/seats', message: 'Migrate', files }),
    });
    const { sha } = (await answer.json()) as { readonly sha: string };
    return parseCommitSha(sha);
  };

  it('tells the files right in it, and what they hold, byte by byte', async () => {
    const at = await committed({
      'drizzle/0000_site.sql': '\ufeffSELECT 1; -- é\r\n',
      'drizzle/meta/_journal.json': '{}',
      'drizzle/ö ä.sql': 'SELECT 2;',
    });
    expect(await github().listFolder(repository, { sha: at, path: 'drizzle' })).toEqual([
      '0000_site.sql',
      'ö ä.sql',
    ]);
    const read = async (path: string) => {
      const bytes = await github().readFile(repository, { sha: at, path });
      return bytes && Buffer.from(bytes).toString();
    };
    expect(await read('drizzle/0000_site.sql')).toBe('\ufeffSELECT 1; -- é\r\n');
    expect(await read('drizzle/ö ä.sql')).toBe('SELECT 2;');
    expect(await read('drizzle/meta/_journal.json')).toBe('{}');
  });

  it('is what it was in that commit, whatever came after it', async () => {
    const before = await committed({ 'drizzle/0000_site.sql': 'SELECT 1;' });
    await committed({ 'drizzle/0000_site.sql': 'SELECT 2;' });
    const bytes = await github().readFile(repository, { sha: before, path: 'drizzle/0000_site.sql' });
    expect(Buffer.from(bytes ?? []).toString()).toBe('SELECT 1;');
  });

  it('that is not there is none, and neither is a file', async () => {
    const missing = { sha: sha('first'), path: 'migrations' };
    expect(await github().listFolder(repository, missing)).toBeUndefined();
    expect(await github().readFile(repository, missing)).toBeUndefined();
  });

  it('is refused where it is something else, or more than GitHub tells', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`many/${n}.sql`, `${n}`]));
    const at = await committed({ ...many, 'large.sql': 'x'.repeat(1024 * 1024 + 1) });
    const refused = async (asked: Promise<unknown>) => expect(asked).rejects.toThrow(TerminalError);
    await refused(github().listFolder(repository, { sha: at, path: 'large.sql' }));
    await refused(github().listFolder(repository, { sha: at, path: 'many' }));
    await refused(github().readFile(repository, { sha: at, path: 'many' }));
    await refused(github().readFile(repository, { sha: at, path: 'large.sql' }));
  });
});
