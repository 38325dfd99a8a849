import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { vercelSeed } from '../../../../sandbox/vercel/seed.ts';
import { shaOf, startVercel } from '../../../support/vercel-sandbox.ts';
import type { VercelSandbox } from '../../../support/vercel-sandbox.ts';

const project = vercelSeed.project.id;
const { production, development } = vercelSeed.domains;

let sandbox: VercelSandbox;

beforeEach(async () => {
  sandbox = await startVercel({ realBuilds: false });
});

afterEach(() => sandbox.close());

describe('at the start', () => {
  it('each domain serves its seeded commit', async () => {
    expect(await servedCommit(production)).toBe(shaOf('read-twice'));
    expect(await servedCommit(development)).toBe(shaOf('cheapest-first'));
  });

  it('an unknown token is refused as Vercel does', async () => {
    const answer = await fetch(`${sandbox.url}/v9/projects/${project}`, {
      headers: { authorization: 'Bearer other' },
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ error: { code: 'forbidden', message: 'Not authorized' } });
  });

  it("another team's scope is refused", async () => {
    expect(await sandbox.call('GET', `/v9/projects/${project}?teamId=team_other`)).toMatchObject({
      status: 403,
    });
  });
});

describe('a staged production deployment', () => {
  it('is built without taking the domain, and takes it when it is promoted', async () => {
    const id = await deploy({ target: 'production', autoAssignCustomDomains: false });
    await until(id, 'READY');
    expect(await read(id)).toMatchObject({ readySubstate: 'STAGED', target: 'production' });
    expect(await servedCommit(production)).toBe(shaOf('read-twice'));

    sandbox.kernel.settings.vercel.promoteMs = 60_000;
    const promoted = await sandbox.call('POST', `/v10/projects/${project}/promote/${id}`);
    expect(promoted).toEqual({ status: 201, body: undefined });
    expect(await aliasRequest()).toMatchObject({ toDeploymentId: id, jobStatus: 'pending', type: 'promote' });
    sandbox.kernel.clock.advance(30_000);
    await untilAliased('in-progress');
    sandbox.kernel.clock.advance(30_000);
    await untilAliased('succeeded');
    expect(await servedCommit(production)).toBe('new');
    expect(await read(id)).toMatchObject({ readySubstate: 'PROMOTED', alias: [production] });
  });

  it('is not promoted before it is ready, nor twice', async () => {
    sandbox.kernel.settings.vercel.buildMs = 60_000;
    const id = await deploy({ target: 'production', autoAssignCustomDomains: false });
    expect(await sandbox.call('POST', `/v10/projects/${project}/promote/${id}`)).toMatchObject({
      status: 400,
    });
    sandbox.kernel.clock.advance(1);
    await until(id, 'BUILDING');
    sandbox.kernel.clock.advance(60_000);
    await until(id, 'READY');
    await sandbox.call('POST', `/v10/projects/${project}/promote/${id}`);
    await untilAliased('succeeded');
    expect(await sandbox.call('POST', `/v10/projects/${project}/promote/${id}`)).toMatchObject({
      status: 409,
    });
  });
});

it('without staging a production deployment takes the domain when it is ready', async () => {
  const id = await deploy({ target: 'production' });
  await until(id, 'READY');
  expect(await servedCommit(production)).toBe('new');
});

it.each(['v1', 'v9'])(
  'rollback by /%s goes back to what served before, and holds the domain',
  async (version) => {
    const before = await currentProduction();
    await until(await deploy({ target: 'production' }), 'READY');
    expect(await sandbox.call('POST', `/${version}/projects/${project}/rollback/${before}`)).toMatchObject({
      status: 201,
    });
    await untilAliased('succeeded');
    expect(await servedCommit(production)).toBe(shaOf('read-twice'));

    await until(await deploy({ target: 'production' }), 'READY');
    expect(await servedCommit(production)).toBe(shaOf('read-twice'));
  },
);

it('only what served production can be rolled back to', async () => {
  const id = await deploy({ target: 'production', autoAssignCustomDomains: false });
  await until(id, 'READY');
  expect(await sandbox.call('POST', `/v1/projects/${project}/rollback/${id}`)).toMatchObject({ status: 400 });
});

it('a build that is cancelled never becomes ready', async () => {
  sandbox.kernel.settings.vercel.buildMs = 60_000;
  const id = await deploy({});
  await until(id, 'BUILDING');
  expect(await sandbox.call('PATCH', `/v12/deployments/${id}/cancel`)).toMatchObject({
    status: 200,
    body: { readyState: 'CANCELED' },
  });
  expect(await sandbox.call('PATCH', `/v12/deployments/${id}/cancel`)).toMatchObject({ status: 400 });
});

it('a deleted deployment is gone, and so is its address', async () => {
  const id = await deploy({});
  await until(id, 'READY');
  const { url } = await read(id);
  expect((await sandbox.visit(url, '/version.json')).status).toBe(200);
  expect(await sandbox.call('DELETE', `/v13/deployments/${id}`)).toEqual({
    status: 200,
    body: { uid: id, state: 'DELETED' },
  });
  expect(await sandbox.call('GET', `/v13/deployments/${id}`)).toMatchObject({ status: 404 });
  expect(sandbox.kernel.hosts.has(url)).toBe(false);
});

it('an alias aims a domain of the project at a preview, and tells where it was', async () => {
  const id = await deploy({});
  await until(id, 'READY');
  const before = await sandbox.call('GET', `/v4/aliases/${development}`);
  const answer = await sandbox.call('POST', `/v2/deployments/${id}/aliases`, { alias: development });
  expect(answer.body).toMatchObject({
    alias: development,
    oldDeploymentId: (before.body as { deploymentId: string }).deploymentId,
  });
  expect(await servedCommit(development)).toBe('new');
  expect((await sandbox.call('GET', `/v4/aliases/${development}`)).body).toMatchObject({ deploymentId: id });
  expect(
    await sandbox.call('POST', `/v2/deployments/${id}/aliases`, { alias: 'other.example' }),
  ).toMatchObject({
    status: 403,
  });
});

describe('the list', () => {
  it('is newest first, filtered by meta, and paged', async () => {
    const first = await deploy({ meta: { cabeceoKey: 'one' } });
    sandbox.kernel.clock.advance(5);
    const second = await deploy({ meta: { cabeceoKey: 'two' } });
    expect(await listed('')).toHaveLength(4);
    expect((await listed('')).slice(0, 2)).toEqual([second, first]);
    expect(await listed('meta-cabeceoKey=one')).toEqual([first]);
    expect(await listed('target=production')).toHaveLength(1);
    expect(await listed(`sha=${shaOf('read-twice')}`)).toHaveLength(1);
    const page = await sandbox.call('GET', '/v7/deployments?limit=1');
    const { next } = (page.body as { pagination: { next: number } }).pagination;
    expect(await listed(`until=${next}&limit=1`)).toEqual([first]);
  });

  it('refuses a filter that it does not know', async () => {
    expect(await sandbox.call('GET', '/v6/deployments?colour=red')).toMatchObject({ status: 400 });
  });
});

it('a file whose digest is wrong is refused', async () => {
  const answer = await fetch(`${sandbox.url}/v2/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${vercelSeed.token}`, 'x-now-digest': 'a'.repeat(40) },
    body: 'content',
  });
  expect(answer.status).toBe(400);
});

it('an unknown field, a path outside and an unknown project are refused', async () => {
  const body = { name: 'mundo-tango', files: [{ file: 'index.html', data: 'x' }] };
  const create = (change: object) => sandbox.call('POST', '/v13/deployments', { ...body, ...change });
  expect(await create({ colour: 'red' })).toMatchObject({ status: 400 });
  expect(await create({ files: [{ file: '../out', data: 'x' }] })).toMatchObject({ status: 400 });
  expect(await create({ name: 'other' })).toMatchObject({ status: 404 });
});

it('a build or a promotion can be told to fail', async () => {
  const fail = (step: string) =>
    sandbox.vercel.control.request('/fail', { method: 'POST', body: JSON.stringify({ step }) });
  await fail('BUILD');
  const broken = await deploy({ target: 'production' });
  await until(broken, 'ERROR');
  const events = await sandbox.call(
    'GET',
    `/v3/deployments/${broken}/events?builds=1&direction=backward&limit=1`,
  );
  expect(events.body).toMatchObject([{ text: 'Error: The sandbox was told to fail this build.' }]);
  const page = await sandbox.vercel.control.request(`/log/${broken.replace('dpl_', '')}`);
  expect(await page.text()).toMatch(
    /^Running build .*\nError: The sandbox was told to fail this build\.\n$/s,
  );

  const id = await deploy({ target: 'production', autoAssignCustomDomains: false });
  await until(id, 'READY');
  await fail('PROMOTION');
  await sandbox.call('POST', `/v10/projects/${project}/promote/${id}`);
  await untilAliased('failed');
  expect(await servedCommit(production)).toBe(shaOf('read-twice'));
});

it('a domain that is added can be aimed at a deployment', async () => {
  const name = 'staging.mundo-tango.example';
  const id = await deploy({});
  await until(id, 'READY');
  const aimAt = () => sandbox.call('POST', `/v2/deployments/${id}/aliases`, { alias: name });
  expect(await aimAt()).toMatchObject({ status: 403 });
  const body = JSON.stringify({ name });
  const added = await sandbox.vercel.control.request('/domain', { method: 'POST', body });
  const { url } = (await added.json()) as { url: string };
  expect((await fetch(`${url}/version.json`)).status).toBe(404);
  expect(await aimAt()).toMatchObject({ status: 200 });
  expect(await servedCommit(name)).toBe('new');
});

it('a commit can be kept from being served by the domains', async () => {
  const id = await deploy({ target: 'production', meta: { githubCommitSha: shaOf('later') } });
  await until(id, 'READY');
  expect((await sandbox.visit(production, '/version.json')).status).toBe(200);
  const body = JSON.stringify({ forCommit: shaOf('later') });
  await sandbox.vercel.control.request('/dark', { method: 'POST', body });
  expect((await sandbox.visit(production, '/version.json')).status).toBe(404);
});

it('a reset goes back to the seed', async () => {
  await until(await deploy({ target: 'production' }), 'READY');
  await sandbox.vercel.reset();
  expect(await servedCommit(production)).toBe(shaOf('read-twice'));
  expect(sandbox.vercel.state().projects[0]?.deployments).toHaveLength(2);
});

const files = [{ file: 'vercel.json', data: '{}' }];

async function deploy(change: object): Promise<string> {
  const build = { env: { CABECEO_COMMIT_SHA: 'new' } };
  const answer = await sandbox.call('POST', '/v13/deployments', {
    name: 'mundo-tango',
    files,
    build,
    ...change,
  });
  expect(answer.status).toBe(200);
  return (answer.body as { id: string }).id;
}

async function read(id: string) {
  const { body } = await sandbox.call('GET', `/v13/deployments/${id}`);
  return body as { readonly readyState: string; readonly url: string };
}

async function until(id: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect((await read(id)).readyState).toBe(state), {
    timeout: 5_000,
    interval: 5,
  });
}

async function readProject() {
  const { body } = await sandbox.call('GET', `/v9/projects/${vercelSeed.project.name}`);
  return body as {
    readonly targets: { readonly production: { readonly id: string } };
    readonly lastAliasRequest: { readonly jobStatus: string } | null;
  };
}

const aliasRequest = async () => (await readProject()).lastAliasRequest;
const currentProduction = async () => (await readProject()).targets.production.id;

async function untilAliased(status: string): Promise<void> {
  await vi.waitFor(async () => expect((await aliasRequest())?.jobStatus).toBe(status), {
    timeout: 5_000,
    interval: 5,
  });
}

async function servedCommit(name: string): Promise<unknown> {
  const answer = (await (await sandbox.visit(name, '/version.json')).json()) as { commit: string };
  return answer.commit;
}

async function listed(query: string): Promise<readonly string[]> {
  const { body } = await sandbox.call('GET', `/v6/deployments?projectId=${project}&${query}`);
  return (body as { deployments: readonly { uid: string }[] }).deployments.map(({ uid }) => uid);
}
