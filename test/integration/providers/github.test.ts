import { mkdtemp, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { create } from 'tar';
import { beforeEach, describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import { parseCommitSha } from '../../../src/domain/ids.ts';
import type { SourceHost } from '../../../src/providers/contract.ts';
import type { GitHubSettings } from '../../../src/providers/github/client.ts';
import { useGithub } from '../../support/a-github.ts';
import { smallSeed } from '../../support/a-seed.ts';
import { deployment, repository } from '../../unit/providers/aims.ts';
import { providersAt, startLoopback } from '../../unit/providers/loopback.ts';

const local = useGithub(smallSeed);
const sha = (key: string) => parseCommitSha(local.github().source.sha(key));
const temporary = () => mkdtemp(join(tmpdir(), 'cabeceo-tree-'));
const github = (auth: GitHubSettings['auth'] = { kind: 'token', token: 'ghp_sandbox' }): SourceHost =>
  providersAt(local.url(), { github: { apiUrl: local.url(), auth }, timeoutMs: 5_000 }).source;

beforeEach(() => local.kernel().faults.clear());

describe('a ref', () => {
  it.each([
    ['a branch', () => 'main', 'red'],
    ['a branch with a slash', () => 'feature/seats', 'feature'],
    ['a tag', () => 'v1.0.0', 'first'],
    ['a full SHA', () => sha('second'), 'second'],
    ['seven digits of a SHA', () => sha('second').slice(0, 7), 'second'],
    ['a pull request', () => '#43', 'open'],
  ])('is %s', async (_, ref, key) => {
    const resolution = await github().resolveRef(repository, ref());
    expect(resolution).toMatchObject({ kind: 'found', commit: { sha: sha(key) } });
  });

  it.each([
    ['mian', 'main'],
    ['feature/seat', 'feature/seats'],
    ['v1.0.1', 'v1.0.0'],
    ['completely-else', undefined],
    ['HEAD', undefined],
    ['main~1', 'main'],
    ['main..other', undefined],
    ['', undefined],
    ['#999', undefined],
    ['f'.repeat(40), undefined],
  ])('“%s” is unknown, and near to %s', async (ref, nearest) => {
    const expected = nearest === undefined ? { kind: 'unknown' } : { kind: 'unknown', nearest };
    expect(await github().resolveRef(repository, ref)).toEqual(expected);
  });

  it('of fewer than seven digits is no SHA', async () => {
    const resolution = await github().resolveRef(repository, sha('second').slice(0, 6));
    expect(resolution.kind).toBe('unknown');
  });

  it('tells the commit: subject, author, time', async () => {
    const resolution = await github().resolveRef(repository, sha('first'));
    expect(resolution).toMatchObject({
      commit: {
        subject: 'Start',
        author: { name: 'Ana Ruiz', login: 'ana-ruiz', email: 'ana@mundo-tango.example' },
        committedAt: expect.closeTo(Date.now() - 9 * 86_400_000, -7.5) as number,
      },
    });
  });

  it('in a repository that the token cannot see is a refusal, not an unknown ref', async () => {
    const elsewhere = github().resolveRef({ owner: 'mundo-tango', name: 'secret' }, 'main');
    await expect(elsewhere).rejects.toThrow(TerminalError);
  });
});

describe('a comparison', () => {
  it('lists the newest commit first, with pull requests, and every file', async () => {
    const comparison = await github().compare(repository, sha('first'), sha('red'));
    expect(comparison).toMatchObject({ status: 'ahead', base: sha('first'), totalCommits: 4 });
    expect(comparison.commits[0]?.sha).toBe(sha('red'));
    const second = comparison.commits.find((commit) => commit.sha === sha('second'));
    expect(second?.pullRequest).toMatchObject({ number: 41, title: 'Fix cart totals', author: 'bruno-diaz' });
    expect(comparison.files).toContain('src/app.ts');
    expect(comparison.filesTruncated).toBe(false);
  });

  it.each([
    ['behind', 'red', 'first'],
    ['identical', 'red', 'red'],
    ['diverged', 'second', 'feature'],
  ])('can be %s', async (status, base, head) => {
    expect((await github().compare(repository, sha(base), sha(head))).status).toBe(status);
  });

  it('with nothing, or with a commit that is not there, is unknown', async () => {
    const missing = parseCommitSha('0123456789'.repeat(4));
    expect((await github().compare(repository, undefined, sha('red'))).status).toBe('unknown');
    expect((await github().compare(repository, missing, sha('red'))).status).toBe('unknown');
  });

  it('does not fail because a pull request cannot be found out', async () => {
    local.kernel().faults.add({
      service: 'github',
      path: '/pulls',
      times: 99,
      effect: { kind: 'status', status: 403, message: 'Resource not accessible by integration' },
    });
    const comparison = await github().compare(repository, sha('first'), sha('red'));
    expect(comparison.commits).toHaveLength(4);
    expect(comparison.commits.every((commit) => commit.pullRequest === undefined)).toBe(true);
  });
});

describe('checks', () => {
  it('come from statuses and check runs', async () => {
    expect(await github().checks(repository, sha('second'))).toMatchObject([
      { name: 'ci/license', state: 'success' },
      { name: 'e2e-tests', state: 'success' },
      { name: 'lint', state: 'success' },
    ]);
    expect(await github().checks(repository, sha('red'))).toMatchObject([
      { name: 'build', state: 'pending' },
      { name: 'e2e-tests', state: 'failure' },
      { name: 'lint', state: 'success' },
    ]);
    expect(await github().checks(repository, sha('first'))).toEqual([]);
  });

  it('are read to the last page', async () => {
    const runs = Array.from({ length: 120 }, (_, at) => ({
      id: at,
      name: `check-${at}`,
      status: 'completed',
      conclusion: 'success',
      html_url: null,
      started_at: '2026-11-22T10:00:00Z',
      completed_at: null,
    }));
    const statuses = runs.map(({ name }) => ({
      context: `status-${name}`,
      state: 'success',
      target_url: null,
      updated_at: '2026-11-22T10:00:00Z',
    }));
    const server = await startLoopback((request) => {
      const page = Number(request.query.get('page') ?? '1');
      const next = `<${server.url}${request.path}?per_page=100&page=${page + 1}>; rel="next"`;
      const headers: Record<string, string> = page === 1 ? { link: next } : {};
      const [from, to] = [(page - 1) * 100, page * 100];
      const body = request.path.endsWith('/status')
        ? { state: 'success', url: 'x', sha: 'x', total_count: 120, statuses: statuses.slice(from, to) }
        : { total_count: 120, check_runs: runs.slice(from, to) };
      return { status: 200, body, headers };
    });
    const checks = await providersAt(server.url).source.checks(repository, sha('first'));
    await server.close();
    expect(checks).toHaveLength(240);
  });
});

describe('the tree', () => {
  it('of a commit is unpacked without its top folder', async () => {
    const folder = await temporary();
    await github().downloadTree(repository, sha('first'), join(folder, 'new'));
    expect(await readFile(join(folder, 'new/src/app.ts'), 'utf8')).toBe('export const version = 1;\n');
    expect((await readdir(join(folder, 'new'))).sort()).toEqual(['README.md', 'first.txt', 'src']);
  });

  it('is not mixed with what a folder already holds', async () => {
    const folder = await temporary();
    await writeFile(join(folder, 'left-over'), '');
    await expect(github().downloadTree(repository, sha('first'), folder)).rejects.toThrow('not empty');
  });

  it.each([
    ['a link to an absolute path', '/etc'],
    ['a link above the folder', '../../outside'],
    ['a link that climbs after it descended', 'inside/deep/../../../outside'],
  ])('with %s is refused', async (_, target) => {
    const from = await temporary();
    await symlink(target, join(from, 'link'));
    const archive = await archiveOf(from);
    const server = await startLoopback(() => ({
      status: 200,
      body: archive,
      headers: { 'content-type': 'application/x-gzip' },
    }));
    const download = providersAt(server.url).source.downloadTree(repository, sha('first'), await temporary());
    await expect(download).rejects.toThrow('link out of its folder');
    await server.close();
  });

  it.each([
    ['is cut off', (archive: Buffer) => archive.subarray(0, archive.length / 2)],
    ['is no archive', () => Buffer.from('<html>not today</html>')],
  ])('that %s is not taken for whole', async (_, spoil) => {
    const from = await temporary();
    await writeFile(join(from, 'a.txt'), 'a'.repeat(1_000));
    const archive = await archiveOf(from);
    const server = await startLoopback(() => ({
      status: 200,
      body: spoil(archive),
      headers: { 'content-type': 'application/x-gzip' },
    }));
    const download = providersAt(server.url).source.downloadTree(repository, sha('first'), await temporary());
    const error: unknown = await download.catch((reason: unknown) => reason);
    await server.close();
    expect(error instanceof TerminalError || error instanceof RetryableError).toBe(true);
  });
});

describe('a deployment', () => {
  it('is created once and found again by its operation', async () => {
    const record = { ...deployment, sha: sha('second') };
    expect(await github().findDeployment(repository, record)).toBeUndefined();
    const created = await github().createDeployment(repository, record);
    expect(await github().findDeployment(repository, record)).toEqual(created);
    const other = { ...record, operation: 'op_another0000' as typeof record.operation };
    expect(await github().findDeployment(repository, other)).toBeUndefined();
    const sent = local
      .kernel()
      .journal.list({ service: 'github' })
      .findLast(({ method }) => method === 'POST');
    expect(sent?.body).toMatchObject({ auto_merge: false, required_contexts: [], ref: sha('second') });
  });

  it('of a red commit is created all the same: the gates are ours', async () => {
    const record = { ...deployment, sha: sha('red') };
    await expect(github().createDeployment(repository, record)).resolves.toHaveProperty('id');
  });

  it('carries statuses that are found again, cut to what GitHub takes', async () => {
    const { id } = await github().createDeployment(repository, { ...deployment, sha: sha('first') });
    const status = { deployment: id, state: 'success', description: `${'é'.repeat(138)}👍👍` } as const;
    expect(await github().findDeploymentStatus(repository, status)).toBe(false);
    await github().setDeploymentStatus(repository, status);
    expect(await github().findDeploymentStatus(repository, status)).toBe(true);
    expect(await github().findDeploymentStatus(repository, { ...status, state: 'failure' })).toBe(false);
  });

  it('whose answer was lost is asked for once, and found', async () => {
    const record = {
      ...deployment,
      operation: 'op_lostanswer0' as typeof deployment.operation,
      sha: sha('merge'),
    };
    const posts = () =>
      local
        .kernel()
        .journal.list({ service: 'github' })
        .filter(({ method }) => method === 'POST').length;
    const before = posts();
    local
      .kernel()
      .faults.add({ service: 'github', method: 'POST', times: 1, effect: { kind: 'drop_after' } });
    const lost: unknown = await github()
      .createDeployment(repository, record)
      .catch((reason: unknown) => reason);
    expect(lost).toBeInstanceOf(RetryableError);
    expect((lost as RetryableError).safe).toBe(false);
    expect(posts() - before).toBe(1);
    expect(await github().findDeployment(repository, record)).toHaveProperty('id');
  });
});

describe('announced deployments', () => {
  const environment = 'announced';
  const wanted = { app: 'mundo-tango', environment, most: 30 };
  const announce = async (operation: string, over: Partial<typeof deployment> = {}) => {
    const record = { ...deployment, environment, sha: sha('second'), operation: operation as never, ...over };
    return (await github().createDeployment(repository, record)).id;
  };
  const tell = async (id: number, state: 'in_progress' | 'success' | 'failure', description: string) =>
    github().setDeploymentStatus(repository, { deployment: id, state, description });

  it('come back newest first, with our notes and how they stand', async () => {
    const live = await announce('op_announced01');
    await tell(live, 'in_progress', 'Deploying');
    await tell(live, 'success', 'Live');
    const failed = await announce('op_announced02');
    await tell(failed, 'in_progress', 'Deploying');
    await tell(failed, 'failure', 'Not live');
    const open = await announce('op_announced03', { sha: sha('first') });
    await tell(open, 'in_progress', 'Deploying');
    const fresh = await announce('op_announced04');
    const { notes } = deployment;
    expect(await github().announced(repository, wanted)).toEqual([
      { id: fresh, operation: 'op_announced04', sha: sha('second'), notes, standing: { kind: 'open' } },
      { id: open, operation: 'op_announced03', sha: sha('first'), notes, standing: { kind: 'open' } },
      { id: failed, operation: 'op_announced02', sha: sha('second'), notes, standing: { kind: 'ended' } },
      {
        id: live,
        operation: 'op_announced01',
        sha: sha('second'),
        notes,
        standing: { kind: 'succeeded', at: expect.any(Number) as number, description: 'Live' },
      },
    ]);
    expect(await github().announced(repository, { ...wanted, most: 1 })).toMatchObject([{ id: fresh }]);
  });

  it('are those of the app and the environment that carry whole notes', async () => {
    await announce('op_announced05', { notes: { ...deployment.notes, app: 'another' } });
    await announce('op_announced06', { environment: 'elsewhere' });
    await announce('op_announced07', { notes: { ...deployment.notes, requestedBy: 'ana' as never } });
    const operations = (await github().announced(repository, wanted)).map(({ operation }) => operation);
    expect(operations).not.toEqual(expect.arrayContaining([expect.stringMatching(/op_announced0[567]/)]));
  });
});

it('works as a GitHub App too', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const { token } = await createAppAuth({ appId: '424242', privateKey })({ type: 'app' });
  const answer = await fetch(`${local.url()}/repos/mundo-tango/mundo-tango/installation`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { id } = (await answer.json()) as { id: number };
  const source = github({
    kind: 'app',
    appId: '424242',
    privateKey,
    installationId: id,
  });
  expect((await source.resolveRef(repository, 'main')).kind).toBe('found');
});

async function archiveOf(folder: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of create({ gzip: true, cwd: folder, prefix: 'mundo-tango-1234567' }, ['.']))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('whether a branch holds a commit', () => {
  it.each<[string, string, string, boolean]>([
    ['its head', 'main', 'red', true],
    ['one before it', 'main', 'first', true],
    ['one of another branch', 'main', 'open', false],
    ['the head of a branch with a slash', 'feature/seats', 'feature', true],
    ['any, where there is no such branch', 'nowhere', 'first', false],
  ])('is told: %s', async (_, branch, key, holds) => {
    expect(await github().isOnBranch(repository, { branch, sha: sha(key) })).toBe(holds);
  });
});
