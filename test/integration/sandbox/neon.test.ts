import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Api, Operation } from '@neondatabase/api-client';
import { createApiClient, EndpointType } from '@neondatabase/api-client';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { createKernel } from '../../../sandbox/kernel/kernel.ts';
import type { Listener } from '../../../sandbox/kernel/listen.ts';
import { listen } from '../../../sandbox/kernel/listen.ts';
import { neonSeed } from '../../../sandbox/neon/seed.ts';
import type { NeonService } from '../../../sandbox/neon/service.ts';
import { createNeon } from '../../../sandbox/neon/service.ts';

const { id: project } = neonSeed.project;
const production = neonSeed.branches.production.id;
const development = neonSeed.branches.development.id;

let kernel: OwnedKernel;
let neon: NeonService;
let server: Listener;
let api: Api<unknown>;

beforeAll(async () => {
  kernel = createKernel();
  kernel.settings.neon.operationMs = 20;
  neon = await createNeon(kernel);
  server = await listen(neon.app, 0);
  api = createApiClient({ apiKey: neonSeed.apiKey, baseURL: `${server.url}/api/v2` });
  await neon.settled();
  await query(neon.connectionUri('production'), 'create table dancers (name text)');
});

afterAll(async () => {
  await server.close();
  await neon.close();
  await kernel.close();
});

describe('a branch', () => {
  it('is a Postgres database with what its parent held, apart from it from then on', async () => {
    await query(neon.connectionUri('production'), `insert into dancers values ('Ana')`);
    const created = await create({ branch: { name: 'copy' }, endpoints: [{ type: EndpointType.ReadWrite }] });
    await untilFinished(created.operations);
    const uri = created.connection_uris?.[0]?.connection_uri ?? '';
    expect(await query(uri, 'select name from dancers')).toEqual([{ name: 'Ana' }]);
    await query(uri, `insert into dancers values ('Bruno')`);
    expect(await query(neon.connectionUri('production'), 'select name from dancers')).toEqual([
      { name: 'Ana' },
    ]);
  });

  it('of a protected parent has passwords of its own', async () => {
    const created = await create({
      branch: { name: 'guarded' },
      endpoints: [{ type: EndpointType.ReadWrite }],
    });
    await untilFinished(created.operations);
    const uri = new URL(created.connection_uris?.[0]?.connection_uri ?? '');
    expect(uri.password).not.toBe(new URL(neon.connectionUri('production')).password);
    uri.password = 'wrong';
    await expect(query(uri.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('without an endpoint is made without stopping the database, and restores what was there', async () => {
    const uri = neon.connectionUri('production');
    await query(uri, `delete from dancers; insert into dancers values ('before')`);
    const point = await create({ branch: { name: 'restore-point', expires_at: inDays(7) } });
    expect(point.endpoints).toEqual([]);
    expect(point.connection_uris).toBeUndefined();
    await untilFinished(point.operations);
    await query(uri, `update dancers set name = 'after'`);

    const restored = await api.restoreProjectBranch(project, production, {
      source_branch_id: point.branch.id,
      preserve_under_name: 'production-before-restore',
    });
    await untilFinished(restored.data.operations);
    expect(await query(uri, 'select name from dancers')).toEqual([{ name: 'before' }]);

    const kept = await branchNamed('production-before-restore');
    expect(kept?.default).toBe(false);
    expect((await branchNamed('restore-point'))?.parent_id).toBe(kept?.id);
  });

  it('goes back to its own past, with what was there kept under a name', async () => {
    const uri = neon.connectionUri('development');
    await query(uri, `create table steps (name text); insert into steps values ('ocho')`);
    const past = await remember();
    await query(uri, `insert into steps values ('gancho')`);
    const refused = api.restoreProjectBranch(project, development, {
      source_branch_id: development,
      source_timestamp: past,
    });
    expect(await statusOf(refused)).toBe(400);
    const { data } = await api.restoreProjectBranch(project, development, {
      source_branch_id: development,
      source_timestamp: past,
      preserve_under_name: 'development-old',
    });
    await untilFinished(data.operations);
    expect(await query(uri, 'select name from steps')).toEqual([{ name: 'ocho' }]);
  });

  it('is locked while an operation of its own runs', async () => {
    kernel.settings.neon.operationMs = 60_000;
    const { branch, operations } = await create({ branch: { name: 'slow' } });
    expect(operations[0]?.status).toBe('running');
    const locked = api.updateProjectBranch(project, branch.id, { branch: { name: 'other' } });
    expect(await statusOf(locked)).toBe(423);
    kernel.settings.neon.operationMs = 20;
    kernel.clock.advance(60_000);
    await untilFinished(operations);
    await api.updateProjectBranch(project, branch.id, { branch: { name: 'renamed' } });
  });

  it('is deleted once: afterwards it is already gone', async () => {
    const { branch, operations } = await create({ branch: { name: 'short-lived' } });
    await untilFinished(operations);
    const removal = { projectId: project, branchId: branch.id };
    expect((await api.deleteProjectBranch(removal)).status).toBe(200);
    expect((await api.deleteProjectBranch(removal)).status).toBe(204);
    expect(await statusOf(api.getProjectBranch(project, branch.id))).toBe(404);
  });

  it('that is the default, protected or a parent is not deleted', async () => {
    for (const branchId of [production, development]) {
      const { branch } = await createUnder(branchId);
      const removal = api.deleteProjectBranch({ projectId: project, branchId });
      expect(await statusOf(removal)).toBe(422);
      await api.deleteProjectBranch({ projectId: project, branchId: branch.id });
    }
  });

  it('vanishes when its time is over', async () => {
    const { branch, operations } = await create({ branch: { name: 'expiring', expires_at: inDays(1) } });
    await untilFinished(operations);
    expect(branch.expires_at).toBeDefined();
    kernel.clock.advance(25 * 3_600_000);
    expect(await branchNamed('expiring')).toBeUndefined();
  });

  it('expires within 30 days, and never where it is protected or the default', async () => {
    expect(await statusOf(create({ branch: { expires_at: inDays(31) } }))).toBe(400);
    expect(await statusOf(create({ branch: { expires_at: inDays(1), protected: true } }))).toBe(422);
    const change = api.updateProjectBranch(project, production, { branch: { expires_at: inDays(1) } });
    expect(await statusOf(change)).toBe(422);
  });

  it('has a name of its own', async () => {
    expect(await statusOf(create({ branch: { name: 'development' } }))).toBe(409);
  });
});

describe('connections', () => {
  it('do not see into the transactions of others', async () => {
    const [one, other] = [await connected(), await connected()];
    await one.query('begin');
    await one.query(`insert into dancers values ('unseen')`);
    const seen = other.query(`select count(*)::int as n from dancers where name = 'unseen'`);
    await one.query('rollback');
    expect((await seen).rows).toEqual([{ n: 0 }]);
    await Promise.all([one.end(), other.end()]);
  });

  it('that end in a transaction take it with them', async () => {
    const one = await connected();
    one.on('error', () => {});
    await one.query('begin');
    await one.query(`insert into dancers values ('lost')`);
    await one.end();
    expect(
      await query(neon.connectionUri('production'), `select * from dancers where name = 'lost'`),
    ).toEqual([]);
  });

  it('ask at the same time and each gets its own answers', async () => {
    const pool = new Pool({ connectionString: neon.connectionUri('production'), max: 5 });
    const answers = await Promise.all(
      Array.from(
        { length: 40 },
        async (_, n) => (await pool.query('select $1::int as n', [n])).rows[0] as unknown,
      ),
    );
    expect(answers).toEqual(Array.from({ length: 40 }, (_, n) => ({ n })));
    await pool.end();
  });

  it('wake a suspended compute', async () => {
    const { endpoint } = neonSeed.branches.production;
    const suspended = await api.suspendProjectEndpoint(project, endpoint);
    await untilFinished(suspended.data.operations);
    expect((await api.getProjectEndpoint(project, endpoint)).data.endpoint.current_state).toBe('idle');
    expect(await query(neon.connectionUri('production'), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await api.getProjectEndpoint(project, endpoint)).data.endpoint.current_state).toBe('active');
  });
});

describe('replies', () => {
  it("are what Neon's OpenAPI file says", async () => {
    const validate = contract();
    const created = await api.createProjectBranch(project, {
      branch: { name: 'contract' },
      endpoints: [{ type: EndpointType.ReadWrite }],
    });
    validate('post', '/projects/{project_id}/branches', 201, created.data);
    await untilFinished(created.data.operations);
    const { branch, endpoints, operations } = created.data;
    validate('get', '/projects/{project_id}', 200, (await api.getProject(project)).data);
    validate(
      'get',
      '/projects/{project_id}/branches',
      200,
      (await api.listProjectBranches({ projectId: project })).data,
    );
    validate(
      'get',
      '/projects/{project_id}/branches/{branch_id}',
      200,
      (await api.getProjectBranch(project, branch.id)).data,
    );
    validate('get', '/projects/{project_id}/endpoints', 200, (await api.listProjectEndpoints(project)).data);
    validate(
      'get',
      '/projects/{project_id}/endpoints/{endpoint_id}',
      200,
      (await api.getProjectEndpoint(project, endpoints[0]?.id ?? '')).data,
    );
    validate(
      'get',
      '/projects/{project_id}/operations',
      200,
      (await api.listProjectOperations({ projectId: project })).data,
    );
    validate(
      'get',
      '/projects/{project_id}/operations/{operation_id}',
      200,
      (await api.getProjectOperation(project, operations[0]?.id ?? '')).data,
    );
    const compared = { projectId: project, branchId: branch.id, db_name: neonSeed.database };
    validate(
      'get',
      '/projects/{project_id}/branches/{branch_id}/compare_schema',
      200,
      (await api.getProjectBranchSchemaComparison(compared)).data,
    );
    validate(
      'get',
      '/projects/{project_id}/branches/{branch_id}/databases',
      200,
      (await api.listProjectBranchDatabases(project, branch.id)).data,
    );
    validate(
      'get',
      '/projects/{project_id}/branches/{branch_id}/roles',
      200,
      (await api.listProjectBranchRoles(project, branch.id)).data,
    );
    const uri = await api.getConnectionUri({
      projectId: project,
      branch_id: branch.id,
      database_name: neonSeed.database,
      role_name: neonSeed.role,
    });
    validate('get', '/projects/{project_id}/connection_uri', 200, uri.data);
    const started = await api.startProjectEndpoint(project, endpoints[0]?.id ?? '');
    validate('post', '/projects/{project_id}/endpoints/{endpoint_id}/start', 200, started.data);
    await untilFinished(started.data.operations);
    const updated = await api.updateProjectBranch(project, branch.id, { branch: { expires_at: inDays(2) } });
    validate('patch', '/projects/{project_id}/branches/{branch_id}', 200, updated.data);
    const restored = await api.restoreProjectBranch(project, branch.id, {
      source_branch_id: production,
      preserve_under_name: 'contract-before',
    });
    validate('post', '/projects/{project_id}/branches/{branch_id}/restore', 200, restored.data);
    await untilFinished(restored.data.operations);
    const removed = await api.deleteProjectBranch({ projectId: project, branchId: branch.id });
    validate('delete', '/projects/{project_id}/branches/{branch_id}', 200, removed.data);
  });

  it('to an unknown key are 401 with a message and a code', async () => {
    const response = await fetch(`${server.url}/api/v2/projects/${project}`, {
      headers: { authorization: 'Bearer wrong' },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      message: expect.any(String) as string,
      code: expect.any(String) as string,
    });
  });
});

it('is as at the start after a reset, at the same address', async () => {
  const uri = neon.connectionUri('production');
  await neon.reset();
  expect(neon.connectionUri('production')).toBe(uri);
  await expect(query(uri, 'select * from dancers')).rejects.toThrow('does not exist');
  expect(neon.state().branches.map(({ name }) => name)).toEqual(['production', 'development']);
});

type CreateBody = Parameters<Api<unknown>['createProjectBranch']>[1];

async function create(body: CreateBody) {
  return (await api.createProjectBranch(project, body)).data;
}

async function createUnder(parent: string) {
  const created = await create({ branch: { parent_id: parent } });
  await untilFinished(created.operations);
  return created;
}

async function branchNamed(name: string) {
  const { data } = await api.listProjectBranches({ projectId: project });
  return data.branches.find((branch) => branch.name === name);
}

async function untilFinished(operations: readonly Operation[]): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const { id } of operations) {
        const { data } = await api.getProjectOperation(project, id);
        expect(data.operation).toMatchObject({ status: 'finished' });
      }
    },
    { timeout: 25_000, interval: 20 },
  );
}

/** A moment at which the data of `development` was as it is now. */
async function remember(): Promise<string> {
  const body = JSON.stringify({ branch: 'development' });
  const answer = await neon.control.request('/remember', { method: 'POST', body });
  return new Date(((await answer.json()) as { readonly at: number }).at).toISOString();
}

async function query(uri: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: uri });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: neon.connectionUri('production') });
  await client.connect();
  return client;
}

async function statusOf(request: Promise<unknown>): Promise<number> {
  try {
    await request;
    return 200;
  } catch (error) {
    return (error as { response?: { status: number } }).response?.status ?? 0;
  }
}

function inDays(days: number): string {
  return new Date(kernel.clock.now() + days * 24 * 3_600_000).toISOString();
}

/** Checks a reply against the response that the OpenAPI file in the client's package declares. */
function contract() {
  const folder = dirname(createRequire(import.meta.url).resolve('@neondatabase/api-client/package.json'));
  const file = parse(readFileSync(join(folder, 'public-v2-for-users.gen.yaml'), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema(file, 'neon');
  return (method: string, path: string, status: number, reply: unknown) => {
    const at = (
      file as { paths: Record<string, Record<string, { responses: Record<string, { $ref?: string }> }>> }
    ).paths[path]?.[method]?.responses[String(status)];
    const escaped = path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
    const base = at?.$ref ?? `#/paths/${escaped}/${method}/responses/${status}`;
    const check = ajv.compile({ $ref: `neon${base}/content/application~1json/schema` });
    check(JSON.parse(JSON.stringify(reply)));
    expect({ path, errors: check.errors ?? [] }).toEqual({ path, errors: [] });
  };
}
