import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';
import { aBuild, frontend, previewFrontend, sha } from './aims.ts';
import { type Answer, type Loopback, providersAt, type Recorded, startLoopback } from './loopback.ts';

let folder: string;
let server: Loopback | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cabeceo-vercel-'));
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src/app.js'), 'export const tango = 2 / 4;\n');
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  vi.unstubAllEnvs();
});

/** Vercel that has not seen the files yet: refuses the first time and takes them then. */
function freshVercel(onFile: (request: Recorded) => Answer = () => ({ status: 200, body: {} })) {
  const known = new Set<string>();
  return (request: Recorded): Answer => {
    if (request.path === '/v2/files') {
      known.add(String(request.headers['x-now-digest']));
      return onFile(request);
    }
    if (request.method === 'GET') return { status: 200, body: { id: 'dpl_1', readyState: 'BUILDING' } };
    const { files } = request.body as { readonly files: readonly { readonly sha: string }[] };
    const missing = files.map((file) => file.sha).filter((digest) => !known.has(digest));
    return missing.length > 0
      ? { status: 400, body: { error: { code: 'missing_files', message: 'Missing files', missing } } }
      : {
          status: 200,
          body: { id: 'dpl_1', url: 'mt-1.vercel.app', inspectorUrl: 'https://vercel.com/i/1' },
        };
  };
}

const creations = () =>
  (server?.requests ?? []).filter(({ method, path }) => method === 'POST' && path === '/v13/deployments');

describe('a build that is staged', () => {
  test('is uploaded, created once with our key and commit, and takes no domain', async () => {
    server = await startLoopback(freshVercel());
    const staged = await providersAt(server.url).frontend.stage(frontend, aBuild(folder));
    expect(staged).toEqual({
      deployment: 'dpl_1',
      url: 'https://mt-1.vercel.app',
      page: 'https://vercel.com/i/1',
    });
    expect(creations().at(-1)?.body).toMatchObject({
      name: 'mundo-tango',
      project: 'mundo-tango',
      target: 'production',
      autoAssignCustomDomains: false,
      meta: { cabeceoKey: 'op_01hzyabcdefg/build', cabeceoCommit: sha },
      gitMetadata: { commitSha: sha, commitRef: 'main', dirty: false },
      build: { env: { CABECEO_COMMIT_SHA: sha } },
      files: [{ file: 'src/app.js', size: 28 }],
    });
  });

  test('for a preview has no target', async () => {
    server = await startLoopback(freshVercel());
    await providersAt(server.url).frontend.stage(previewFrontend, aBuild(folder));
    const body = creations().at(-1)?.body;
    expect(body).not.toHaveProperty('target');
    expect(body).not.toHaveProperty('autoAssignCustomDomains');
  });

  test('goes to the team of the configuration, whatever the environment of the process says', async () => {
    vi.stubEnv('VERCEL_TEAM_ID', 'team_of_someone_else');
    server = await startLoopback(freshVercel());
    await providersAt(server.url).frontend.stage(frontend, aBuild(folder));
    const { team: _, ...alone } = frontend;
    await providersAt(server.url).frontend.stage(alone, aBuild(folder));
    const teams = server.requests.map(({ query }) => query.getAll('teamId'));
    expect(teams).toHaveLength(4);
    expect(teams.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ['team_mundotango']));
    expect(teams[3]).toEqual([]);
  });

  test('is not followed by the client’s own endless waiting', async () => {
    server = await startLoopback(freshVercel());
    await providersAt(server.url).frontend.stage(frontend, aBuild(folder));
    expect(server.requests.filter(({ method }) => method === 'GET')).toEqual([]);
  });
});

describe('an upload that fails', () => {
  test('while files are sent has created nothing, so it is safe to repeat', async () => {
    server = await startLoopback(freshVercel(() => 'hang'));
    const started = Date.now();
    const error: unknown = await providersAt(server.url, { timeoutMs: 300, transferMs: 900 })
      .frontend.stage(frontend, aBuild(folder))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RetryableError);
    expect((error as RetryableError).safe).toBe(true);
    expect(Date.now() - started).toBeLessThan(4_000);
  });

  test('creates nothing after it was given up', async () => {
    let release: (answer: Answer) => void = () => undefined;
    const later = new Promise<Answer>((resolve) => {
      release = resolve;
    });
    const vercel = freshVercel();
    server = await startLoopback((request) => {
      const answer = vercel(request);
      return request.path === '/v2/files' ? later : answer;
    });
    const stage = providersAt(server.url, { timeoutMs: 5_000, transferMs: 400 }).frontend.stage(
      frontend,
      aBuild(folder),
    );
    await expect(stage).rejects.toThrow(RetryableError);
    expect(creations()).toHaveLength(1);
    release({ status: 200, body: {} });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(creations()).toHaveLength(1);
  });

  test('because a file is refused is over', async () => {
    const body = { error: { code: 'file_too_large', message: 'File size limit exceeded' } };
    server = await startLoopback(freshVercel(() => ({ status: 413, body })));
    const stage = providersAt(server.url).frontend.stage(frontend, aBuild(folder));
    await expect(stage).rejects.toThrow(TerminalError);
    await expect(stage).rejects.toThrow('File size limit exceeded');
  });

  test('because of a limit says when it ends', async () => {
    const reset = Math.ceil(Date.now() / 1000) + 60;
    const body = { error: { code: 'rate_limited', message: 'Too many', limit: { reset } } };
    server = await startLoopback(() => ({ status: 429, body }));
    const error: unknown = await providersAt(server.url)
      .frontend.stage(frontend, aBuild(folder))
      .catch((reason: unknown) => reason);
    expect((error as RetryableError).retryAfterMs).toBeGreaterThan(50_000);
    expect((error as RetryableError).safe).toBe(true);
    expect(creations()).toHaveLength(1);
  });
});
