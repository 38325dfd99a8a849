import { generateKeyPairSync } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { t as listTar } from 'tar';
import { describe, expect, it } from 'vitest';
import { refusal, repo, silent, useGithub } from '../../support/a-github.ts';
import { aCommit, smallSeed } from '../../support/a-seed.ts';

/** A branch with more commits than one answer lists. */
const long = Array.from({ length: 260 }, (_, index) =>
  aCommit({
    key: `long-${index}`,
    branch: 'long',
    daysAgo: 1 - index / 1000,
    apply: (files) => void files.set(`long/${index}.txt`, `${index}\n`),
    ...(index === 0 && { parent: 'red' }),
  }),
);
const many = aCommit({
  key: 'many-files',
  branch: 'many-files',
  parent: 'first',
  apply(files) {
    for (let index = 0; index < 320; index += 1) files.set(`many/${index}.txt`, 'x\n');
  },
  checks: Array.from({ length: 45 }, (_, index) => ({
    name: `check-${index}`,
    status: 'completed' as const,
    conclusion: 'success' as const,
  })),
});

const { github, octokit, kernel, url } = useGithub({
  ...smallSeed,
  commits: [...smallSeed.commits, ...long, many],
});
const sha = (key: string) => github().source.sha(key);

describe('a reference', () => {
  it.each([
    ['a branch', 'main', 'red'],
    ['a branch with a slash', 'feature/seats', 'feature'],
    ['a branch by its full name', 'heads/main', 'red'],
    ['a tag', 'v1.0.0', 'first'],
  ])('is found by %s', async (_, ref, key) => {
    const { data } = await octokit().rest.repos.getCommit({ ...repo, ref });
    expect(data.sha).toBe(sha(key));
  });

  it('is found by a SHA and its first digits', async () => {
    for (const ref of [sha('second'), sha('second').slice(0, 7)]) {
      const { data } = await octokit().rest.repos.getCommit({ ...repo, ref });
      expect(data).toMatchObject({
        sha: sha('second'),
        commit: { message: 'Change second', author: { name: 'Ana Ruiz' } },
        author: { login: 'ana-ruiz' },
        parents: [{ sha: sha('first') }],
      });
      expect(data.files?.map((file) => [file.filename, file.status])).toEqual([
        ['README.md', 'removed'],
        ['src/app.ts', 'modified'],
      ]);
      expect(data.files?.[1]?.patch).toMatch(
        /^@@ .*\n-export const version = 1;\n\+export const version = 2;$/,
      );
    }
  });

  it.each(['nothing', 'deadbeef', '0'.repeat(40)])('that does not exist is refused: %s', async (ref) => {
    expect(await refusal(octokit().rest.repos.getCommit({ ...repo, ref }))).toEqual({
      status: 422,
      message: `No commit found for SHA: ${ref}`,
    });
  });

  it('is listed with branches, tags and matching refs', async () => {
    const branches = await octokit().rest.repos.listBranches(repo);
    expect(branches.data.map(({ name }) => name)).toEqual([
      'feature/seats',
      'long',
      'main',
      'many-files',
      'open-work',
    ]);
    const tags = await octokit().rest.repos.listTags(repo);
    expect(tags.data.map(({ name, commit }) => [name, commit.sha])).toEqual([['v1.0.0', sha('first')]]);
    const refs = await octokit().rest.git.listMatchingRefs({ ...repo, ref: 'heads/ma' });
    expect(refs.data.map(({ ref }) => ref)).toEqual(['refs/heads/main', 'refs/heads/many-files']);
    const branch = await octokit().rest.repos.getBranch({ ...repo, branch: 'feature/seats' });
    expect(branch.data.commit.sha).toBe(sha('feature'));
  });
});

describe('a comparison', () => {
  const compare = async (from: string, to: string, page: object = {}) =>
    (await octokit().rest.repos.compareCommitsWithBasehead({ ...repo, basehead: `${from}...${to}`, ...page }))
      .data;

  it.each([
    { from: 'second', to: 'red', status: 'ahead', ahead: 3, behind: 0 },
    { from: 'red', to: 'second', status: 'behind', ahead: 0, behind: 3 },
    { from: 'red', to: 'open', status: 'diverged', ahead: 1, behind: 1 },
    { from: 'red', to: 'red', status: 'identical', ahead: 0, behind: 0 },
  ])('of $from and $to is $status', async ({ from, to, status, ahead, behind }) => {
    const data = await compare(sha(from), sha(to));
    expect(data).toMatchObject({ status, ahead_by: ahead, behind_by: behind, total_commits: ahead });
  });

  it('lists the commits oldest first and the files since their common ancestor', async () => {
    const data = await compare(sha('first'), sha('merge'));
    expect(data.commits.map((commit) => commit.sha)).toEqual(['second', 'feature', 'merge'].map(sha));
    expect(data.files?.map((file) => file.filename)).toContain('feature.txt');
    expect(data.merge_base_commit.sha).toBe(sha('first'));
  });
  it('lists the newest 250 commits at most, and every one page by page', async () => {
    const data = await compare('main', 'long');
    expect(data.total_commits).toBe(260);
    expect(data.commits).toHaveLength(250);
    expect(data.commits.at(-1)?.sha).toBe(sha('long-259'));
    const third = await compare('main', 'long', { per_page: 100, page: 3 });
    expect(third.commits.map((commit) => commit.sha)).toHaveLength(60);
    expect(third.files).toEqual([]);
  });

  it('lists 300 files at most', async () => {
    expect((await compare('v1.0.0', 'many-files')).files).toHaveLength(300);
  });

  it('with an unknown side is not found', async () => {
    expect(await refusal(compare('main', 'nothing'))).toEqual({ status: 404, message: 'Not Found' });
  });
});

describe('checks', () => {
  it('of a commit are read page by page', async () => {
    const runs = await octokit().paginate(octokit().rest.checks.listForRef, {
      ...repo,
      ref: sha('many-files'),
    });
    expect(new Set(runs.map((run) => run.name)).size).toBe(45);
  });

  it('say how they stand', async () => {
    const { data } = await octokit().rest.checks.listForRef({ ...repo, ref: 'main' });
    expect(
      Object.fromEntries(data.check_runs.map((run) => [run.name, run.conclusion ?? run.status])),
    ).toEqual({
      lint: 'success',
      'e2e-tests': 'failure',
      build: 'in_progress',
    });
  });

  it('of the older kind are combined; none at all is pending', async () => {
    const some = await octokit().rest.repos.getCombinedStatusForRef({ ...repo, ref: sha('second') });
    expect(some.data).toMatchObject({
      state: 'success',
      total_count: 1,
      statuses: [{ context: 'ci/license' }],
    });
    const none = await octokit().rest.repos.getCombinedStatusForRef({ ...repo, ref: 'main' });
    expect(none.data).toMatchObject({ state: 'pending', total_count: 0 });
  });
});

describe('pull requests', () => {
  it('are found by number and by state', async () => {
    const open = await octokit().rest.pulls.list(repo);
    expect(open.data.map((pull) => [pull.number, pull.head.sha])).toEqual([[43, sha('open')]]);
    const merged = await octokit().rest.pulls.get({ ...repo, pull_number: 42 });
    expect(merged.data).toMatchObject({
      merged: true,
      title: 'Choose seats',
      head: { ref: 'feature/seats', sha: sha('feature') },
    });
    expect((await refusal(octokit().rest.pulls.get({ ...repo, pull_number: 99 }))).status).toBe(404);
  });

  it('are found by commit', async () => {
    const { data } = await octokit().rest.repos.listPullRequestsAssociatedWithCommit({
      ...repo,
      commit_sha: sha('second'),
    });
    expect(data.map((pull) => pull.number)).toEqual([41]);
    const merge = await octokit().rest.repos.listPullRequestsAssociatedWithCommit({
      ...repo,
      commit_sha: sha('feature'),
    });
    expect(merge.data.map((pull) => pull.number)).toEqual([42]);
  });
});

describe('an archive', () => {
  it('is a redirect to a link that serves exactly the commit', async () => {
    const first = await fetch(`${url()}/repos/mundo-tango/mundo-tango/tarball/${sha('second')}`, {
      headers: { authorization: 'token ghp_sandbox' },
      redirect: 'manual',
    });
    expect(first.status).toBe(302);
    const { data } = await octokit().rest.repos.downloadTarballArchive({ ...repo, ref: sha('second') });
    const paths: string[] = [];
    listTar({ sync: true, onReadEntry: (entry) => paths.push(entry.path) }).end(
      Buffer.from(data as ArrayBuffer),
    );
    const top = `mundo-tango-mundo-tango-${sha('second').slice(0, 7)}/`;
    expect(paths).toEqual([top, `${top}first.txt`, `${top}src/`, `${top}src/app.ts`]);
  });

  it('is refused without its token', async () => {
    const path = `/codeload/mundo-tango/mundo-tango/legacy.tar.gz/${sha('second')}`;
    expect((await fetch(`${url()}${path}?token=X`)).status).toBe(404);
  });

  it('is what the other local platforms check out', async () => {
    const directory = join(kernel().directory, 'checkout');
    await github().source.exportTree(sha('second'), directory);
    expect((await readdir(directory)).toSorted()).toEqual(['first.txt', 'src']);
    expect(await readFile(join(directory, 'src/app.ts'), 'utf8')).toBe('export const version = 2;\n');
  });
});

describe('signing in', () => {
  it('is refused with another token', async () => {
    const stranger = new Octokit({ auth: 'ghp_other', baseUrl: url(), log: silent });
    expect(await refusal(stranger.rest.repos.get(repo))).toEqual({ status: 401, message: 'Bad credentials' });
  });

  it('works as a GitHub App', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const appAuth = {
      appId: 424_242,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const asApp = new Octokit({
      authStrategy: createAppAuth,
      auth: appAuth,
      baseUrl: url(),
      log: silent,
    });
    const { data } = await asApp.rest.apps.getRepoInstallation(repo);
    const asInstallation = new Octokit({
      authStrategy: createAppAuth,
      auth: { ...appAuth, installationId: data.id },
      baseUrl: url(),
      log: silent,
    });
    expect((await asInstallation.rest.repos.get(repo)).data.full_name).toBe('mundo-tango/mundo-tango');
  });

  it('to another repository finds nothing', async () => {
    expect((await refusal(octokit().rest.repos.get({ owner: 'someone', repo: 'else' }))).status).toBe(404);
  });
});

it.each(['/commit/main', '/compare/v1.0.0...main', '/pull/42'])('shows people a page at %s', async (path) => {
  const answer = await fetch(`${url()}/mundo-tango/mundo-tango${path}`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('mundo-tango</title>');
});

it('counts requests in the rate limit headers', async () => {
  const { headers } = await octokit().rest.repos.get(repo);
  expect(headers).toMatchObject({ 'x-ratelimit-limit': '5000', 'x-ratelimit-resource': 'core' });
});

it('takes new commits and changed checks by its control calls', async () => {
  const post = async (path: string, body: unknown) =>
    (await github().control.request(path, { method: 'POST', body: JSON.stringify(body) })).json();
  const made = (await post('/commit', {
    branch: 'develop',
    message: 'Add a page',
    files: { 'page.html': '<p>', 'first.txt': null },
    checks: [{ name: 'build', conclusion: 'failure' }],
  })) as { sha: string };
  expect(await github().source.resolve('develop')).toBe(made.sha);
  await post('/check', { sha: made.sha, name: 'build', conclusion: 'success' });
  const { data } = await octokit().rest.checks.listForRef({ ...repo, ref: 'develop' });
  expect(data.check_runs.map((run) => [run.name, run.conclusion])).toEqual([['build', 'success']]);
});

it('forgets no commit of those that are pushed at the same time', async () => {
  const push = async (branch: string) => {
    const body = JSON.stringify({ branch, message: branch, files: { [`${branch}.txt`]: branch } });
    const made = await github().control.request('/commit', { method: 'POST', body });
    const { sha: pushed } = (await made.json()) as { sha: string };
    for (let look = 0; look < 5; look += 1) {
      expect(await github().source.resolve(pushed)).toBe(pushed);
      await octokit().rest.repos.getCommit({ ...repo, ref: pushed });
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, index) => push(`at-once-${index}`)));
});

it('goes back to its seed with the same SHAs', async () => {
  const before = sha('red');
  await github().reset();
  expect(sha('red')).toBe(before);
  expect(await github().source.resolve('main')).toBe(before);
  expect((await octokit().rest.repos.listDeployments(repo)).data).toEqual([]);
});

it('was never asked anything that it does not know', () => {
  const unknown = kernel()
    .journal.list({ service: 'github' })
    .filter((entry) => entry.unknown === true);
  expect(unknown.filter((entry) => entry.status !== 401)).toEqual([]);
});
