import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildClientSchema, type IntrospectionQuery, parse, validate } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parseSlackUserId } from '../../../src/domain/ids.ts';
import { documents } from '../../../src/providers/railway/schema.ts';
import { createRequestCheck, type Operations } from '../../support/openapi.ts';
import {
  aBuild,
  database,
  deployment,
  frontend,
  olderSha,
  previewFrontend,
  repository,
  sha,
} from '../../unit/providers/aims.ts';
import {
  type Answer,
  type Loopback,
  providersAt,
  type Recorded,
  startLoopback,
} from '../../unit/providers/loopback.ts';

const contractsDir = process.env['CONTRACTS_DIR'];
if (contractsDir === undefined) {
  process.stderr.write(
    'SKIPPED: requests to GitHub, Vercel and Railway are not checked: CONTRACTS_DIR is not set.\n',
  );
}
const readContract = (file: string): unknown =>
  JSON.parse(readFileSync(join(contractsDir ?? '', file), 'utf8'));

let server: Loopback | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Runs `use` against canned answers and tells what was sent. */
async function record(
  answer: (request: Recorded) => unknown,
  use: (providers: ReturnType<typeof providersAt>) => Promise<unknown>,
): Promise<readonly Recorded[]> {
  server = await startLoopback((request): Answer => {
    const body = answer(request);
    return { status: request.path.endsWith('/deployments') && request.method === 'POST' ? 201 : 200, body };
  });
  await use(providersAt(server.url, { timeoutMs: 5_000 }));
  return server.requests;
}

describe.skipIf(contractsDir === undefined)('Railway takes', () => {
  const schema = () => buildClientSchema(unwrap(readContract('railway.schema.json')) as IntrospectionQuery);

  it.each(Object.entries(documents))('the document “%s”', (_, { text }) => {
    expect(validate(schema(), parse(text))).toEqual([]);
  });
});

describe.skipIf(contractsDir === undefined)('GitHub takes', () => {
  const person = { login: 'ana' };
  const commit = {
    sha,
    html_url: `https://github.com/mundo-tango/mundo-tango/commit/${sha}`,
    commit: {
      message: 'Fix',
      author: { name: 'Ana', email: 'a@b.c' },
      committer: { date: '2026-11-22T10:00:00Z' },
    },
    author: person,
  };
  const answer = ({ path, method }: Recorded) => {
    if (path.endsWith('/check-runs')) return { total_count: 0, check_runs: [] };
    if (path.endsWith('/status')) return { statuses: [], url: 'x', total_count: 0 };
    if (path.includes('/compare/'))
      return { status: 'ahead', total_commits: 1, html_url: 'x', commits: [commit], files: [] };
    if (/\/pulls\/\d+$/.test(path)) return { head: { sha } };
    if (/\/commits\/[^/]+$/.test(path)) return commit;
    if (method === 'POST') return { id: 1 };
    return [];
  };
  const check = () => {
    const { paths, used } = readContract('github-rest.pruned.json') as {
      readonly paths: Operations;
      readonly used: Readonly<Record<string, unknown>>;
    };
    return createRequestCheck(paths, (ref) => used[ref] ?? sharedParameter(ref));
  };
  /** Not in the pruned file. */
  const uncovered = ['/pulls/', '/branches', '/tags', '/tarball/', '/contents/'];

  it('every request that we make', async () => {
    const sent = await record(answer, async ({ source }) => {
      await source.resolveRef(repository, 'main');
      await source.resolveRef(repository, '#41');
      await source.compare(repository, olderSha, sha);
      await source.checks(repository, sha);
      await source.listFolder(repository, { sha, path: 'drizzle' });
      await source.createDeployment(repository, deployment);
      await source.findDeployment(repository, deployment);
      const status = {
        deployment: 1,
        state: 'success',
        description: 'Live',
        environmentUrl: 'https://a.b',
      } as const;
      await source.setDeploymentStatus(repository, status);
    });
    const contract = check();
    const covered = sent.filter(({ path }) => !uncovered.some((part) => path.includes(part)));
    expect(covered.length).toBeGreaterThanOrEqual(9);
    for (const request of covered)
      expect(contract.problems(request), `${request.method} ${request.path}`).toEqual([]);
    for (const { headers } of sent) {
      expect(headers['x-github-api-version']).toBe('2022-11-28');
      expect(headers.authorization).toBe('token ghp_planted000000000000');
      expect(headers['user-agent']).toContain('cabeceo-test');
    }
  });
});

describe.skipIf(contractsDir === undefined)('Vercel takes', () => {
  const built = {
    id: 'dpl_1',
    url: 'mundo-tango-1.vercel.app',
    readyState: 'READY',
    target: 'production',
    plan: 'hobby',
    createdAt: 1,
  };
  const answer = ({ path, method }: Recorded) => {
    if (path === '/v6/deployments')
      return { deployments: [{ uid: 'dpl_1', url: 'mundo-tango-1.vercel.app' }] };
    if (path.startsWith('/v9/projects/')) return { id: 'prj_1', name: 'mundo-tango', targets: {} };
    if (path.endsWith('/events')) return [];
    if (path.startsWith('/v4/aliases/')) return { deploymentId: 'dpl_0' };
    if (path.endsWith('/cancel') || method === 'DELETE') return {};
    return path.includes('dpl_2') ? { ...built, id: 'dpl_2', readyState: 'BUILDING' } : built;
  };
  const check = () => {
    const { paths } = readContract('vercel-rest.pruned.json') as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
    };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );
    return createRequestCheck(Object.fromEntries(operations), () => ({}), {
      query: (name) => name.startsWith('meta-'),
      body: withoutUnlisted,
    });
  };
  /** Only in the SDK: instant rollback and reading one alias. */
  const uncovered = (path: string) => path.startsWith('/v4/aliases/') || path.includes('/rollback/');

  it('every request that we make', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cabeceo-upload-'));
    await writeFile(join(folder, 'app.js'), 'export {}');
    const sent = await record(answer, async ({ frontend: host }) => {
      await host.stage(frontend, aBuild(folder));
      await host.stage(previewFrontend, aBuild(folder));
      await host.findStaged(frontend, 'key');
      await host.status(frontend, 'dpl_1');
      await host.live(frontend);
      await host.live(previewFrontend);
      await host.promote(frontend, 'dpl_1', 'promote');
      await host.promote(frontend, 'dpl_1', 'rollback');
      await host.promote(previewFrontend, 'dpl_1', 'promote');
      await host.promotion(frontend, 'dpl_1');
      await host.rollbackOf(frontend, 'dpl_1');
      await host.assignment(frontend);
      await host.autoDeploy(frontend);
      await host.setAutoDeploy(frontend, false);
      await host.discard(frontend, 'dpl_1');
      await host.discard(frontend, 'dpl_2');
      await host.logs(frontend, 'dpl_1', 20);
    });
    const contract = check();
    for (const request of sent.filter(({ path }) => !uncovered(path)))
      expect(contract.problems(request), `${request.method} ${request.path}`).toEqual([]);
    for (const { query } of sent) expect(query.getAll('teamId')).toEqual(['team_mundotango']);
  });

  /** Sent by Vercel's own client, and not in the published file. */
  function withoutUnlisted(body: unknown): unknown {
    if (typeof body !== 'object' || body === null || !('files' in body)) return body;
    const { version: _v, build: _b, autoAssignCustomDomains: _a, ...rest } = body as Record<string, unknown>;
    const files = (body.files as Record<string, unknown>[]).map(({ mode: _m, ...file }) => file);
    return { ...rest, files };
  }
});

describe('Neon takes', () => {
  const branch = {
    id: 'br-1',
    name: 'production',
    current_state: 'ready',
    created_at: '2026-11-22T10:00:00Z',
    default: true,
    protected: false,
  };
  const answer = ({ path, method }: Recorded) => {
    if (path.endsWith('/operations')) return { operations: [] };
    if (path.endsWith('/restore')) return { branch, operations: [] };
    if (path.includes('/operations/'))
      return { operation: { id: 'op-1', action: 'create_timeline', status: 'finished' } };
    if (path.endsWith('/endpoints')) return { endpoints: [] };
    if (path.endsWith('/databases')) return { databases: [{ name: 'mundo', owner_name: 'mundo_owner' }] };
    if (path.endsWith('/connection_uri')) return { uri: 'postgresql://nobody@db.example/mundo' };
    if (path === '/api/v2/projects/mundo-tango-1234')
      return { project: { history_retention_seconds: 86_400 } };
    if (path.endsWith('/compare_schema')) return {};
    return path.endsWith('/branches') && method === 'GET'
      ? { branches: [branch] }
      : { branch, operations: [] };
  };

  it('every request that we make', async () => {
    const sent = await record(answer, async ({ database: host }) => {
      const expiresAt = Date.parse('2026-11-29T10:00:00.123Z');
      await host.createRestorePoint(database, { name: 'cabeceo/op_1', expiresAt });
      await host.findRestorePoint(database, 'cabeceo/op_1');
      await host.restorePointStatus(database, 'br-2');
      await host.deleteRestorePoint({ ...database, branch: 'main' }, 'br-2');
      await host.history(database);
      const preserveUnderName = 'cabeceo/before/op_1';
      const moment = { kind: 'moment', at: expiresAt } as const;
      await host.restore(database, { source: moment, preserveUnderName });
      await host.restore(database, { source: { kind: 'branch', branch: 'br-2' }, preserveUnderName });
      await host.findRestoration(database, 'production');
      await host.restorationStatus(database, { operations: ['6e2d8f7a-0a51-4b0c-9a37-5d8e6f2b3c02'] });
      await host.createBranchAt(database, { name: 'cabeceo/look/op_1', at: expiresAt, expiresAt });
      await host.findBranch(database, 'cabeceo/look/op_1');
      await host.branchStatus(database, 'br-2');
      await host.deleteBranch({ ...database, branch: 'main' }, 'br-2');
      await host.connection(database, { branch: 'br-2', via: 'pooler' });
      await host.branches(database);
      const mark = { request: 'branch_1', by: parseSlackUserId('U0ANA001') };
      const wanted = { name: 'cart', parent: 'br-1', mark };
      await host.createBranch(database, { ...wanted, at: expiresAt, expiresAt, schemaOnly: false });
      await host.createBranch(database, { ...wanted, expiresAt: 'never', schemaOnly: true });
      await host.resetBranch(database, { branch: 'br-2', base: 'br-1' });
      await host.findWork(database, 'br-2');
      const operations = ['6e2d8f7a-0a51-4b0c-9a37-5d8e6f2b3c02'];
      await host.workStatus(database, { branch: 'br-2', operations });
      await host.schemaDiff(database, { branch: 'br-2', base: 'br-1' });
    });
    const main = createRequire(import.meta.url).resolve('@neondatabase/api-client');
    const file = join(dirname(main), '../public-v2-for-users.gen.yaml');
    const contract = parseYaml(readFileSync(file, 'utf8')) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    const operations = Object.entries(contract.paths).flatMap(([path, { parameters, ...methods }]) =>
      Object.entries(methods).map(([method, operation]) => {
        const own = operation as { readonly parameters?: readonly unknown[] };
        const all = [...((parameters as readonly unknown[] | undefined) ?? []), ...(own.parameters ?? [])];
        return [`${method} ${path}`, { ...own, parameters: all }] as const;
      }),
    );
    const check = createRequestCheck(Object.fromEntries(operations), (ref) => follow(contract, ref));
    expect(sent.map(({ method }) => method)).toContain('DELETE');
    for (const request of sent)
      expect(check.problems(request, '/api/v2'), `${request.method} ${request.path}`).toEqual([]);
    const bodies = sent.filter(({ method }) => method === 'POST').map(({ body }) => body);
    const at = '2026-11-29T10:00:00.123Z';
    expect(bodies).toEqual([
      { branch: { name: 'cabeceo/op_1', parent_id: 'br-1', expires_at: '2026-11-29T10:00:00Z' } },
      { source_branch_id: 'br-1', source_timestamp: at, preserve_under_name: 'cabeceo/before/op_1' },
      { source_branch_id: 'br-2', preserve_under_name: 'cabeceo/before/op_1' },
      {
        branch: {
          name: 'cabeceo/look/op_1',
          parent_id: 'br-1',
          parent_timestamp: at,
          expires_at: '2026-11-29T10:00:00Z',
        },
        endpoints: [{ type: 'read_write' }],
      },
      {
        branch: {
          name: 'cart',
          parent_id: 'br-1',
          parent_timestamp: at,
          expires_at: '2026-11-29T10:00:00Z',
        },
        endpoints: [{ type: 'read_write' }],
        annotation_value: { 'cabeceo-request': 'branch_1', 'cabeceo-asked-by': 'U0ANA001' },
      },
      {
        branch: { name: 'cart', parent_id: 'br-1', init_source: 'schema-only' },
        endpoints: [{ type: 'read_write' }],
        annotation_value: { 'cabeceo-request': 'branch_1', 'cabeceo-asked-by': 'U0ANA001' },
      },
      { source_branch_id: 'br-1' },
    ]);
  });
});

/** The pruned file names its shared parameters and leaves them out. */
function sharedParameter(ref: string): unknown {
  const name = (ref.split('/').at(-1) ?? '').replaceAll('-', '_');
  const isQuery = ['per_page', 'page', 'check_name', 'status'].includes(name);
  const schema = name === 'per_page' ? { type: 'integer', maximum: 100 } : {};
  return { name, in: isQuery ? 'query' : 'path', schema };
}

function follow(root: unknown, ref: string): unknown {
  return ref
    .split('/')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], root);
}

/** Introspection results come bare or as a whole answer. */
function unwrap(file: unknown): unknown {
  return typeof file === 'object' && file !== null && 'data' in file ? file.data : file;
}
