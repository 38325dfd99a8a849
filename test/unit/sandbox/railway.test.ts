import { GraphQLClient } from 'graphql-request';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { createKernel } from '../../../sandbox/kernel/kernel.ts';
import type { Listener } from '../../../sandbox/kernel/listen.ts';
import { listen } from '../../../sandbox/kernel/listen.ts';
import { railwaySeed } from '../../../sandbox/railway/seed.ts';
import type { RailwayService } from '../../../sandbox/railway/service.ts';
import { createRailway } from '../../../sandbox/railway/service.ts';

const old = 'a'.repeat(40);
const next = 'b'.repeat(40);
const production = {
  environmentId: railwaySeed.environments.production.id,
  serviceId: railwaySeed.service.id,
};

let kernel: OwnedKernel;
let railway: RailwayService;
let api: Listener;
let client: GraphQLClient;

beforeEach(async () => {
  kernel = createKernel();
  Object.assign(kernel.settings.railway, { queueMs: 1, buildMs: 1, deployMs: 1, realBuilds: false });
  railway = await createRailway(kernel, {
    source: {
      owner: 'mundo-tango',
      name: 'mundo-tango',
      commit: async (sha) => ([old, next].includes(sha) ? aCommit(sha) : undefined),
      exportTree: async () => {},
    },
    live: { production: old, development: next },
    variables: { production: { DATABASE_URL: 'postgresql://here' } },
  });
  api = await listen(railway.app, 0);
  client = clientWith({ authorization: `Bearer ${railwaySeed.token}` });
});

afterEach(async () => {
  await api.close();
  await railway.close();
  await kernel.close();
});

describe('a deployment', () => {
  it('takes the traffic when it is healthy, and the one before is removed', async () => {
    expect(await servedVersion()).toBe(old);
    const id = await deploy(next);
    await untilStatus(id, 'SUCCESS');
    expect(await servedVersion()).toBe(next);
    expect(await listStatuses()).toEqual([
      [next, 'SUCCESS', false],
      [old, 'REMOVED', true],
    ]);
  });

  it('of an unknown or short commit is refused', async () => {
    await expect(deploy('c'.repeat(40))).rejects.toThrow('Commit not found');
    await expect(deploy(next.slice(0, 7))).rejects.toThrow('Commit not found');
    expect(await listStatuses()).toHaveLength(1);
  });

  it('that fails leaves the one before in traffic and says why in its log', async () => {
    await railway.control.request('/fail', {
      method: 'POST',
      body: JSON.stringify({ environment: 'production', step: 'HEALTHCHECK' }),
    });
    const id = await deploy(next);
    await untilStatus(id, 'FAILED');
    expect(await servedVersion()).toBe(old);
    const { deploymentLogs } = await client.request<{ deploymentLogs: { message: string }[] }>(
      'query($id: String!) { deploymentLogs(deploymentId: $id, limit: 1) { message } }',
      { id },
    );
    expect(deploymentLogs.at(-1)?.message).toContain('HEALTHCHECK failed');
  });

  it('carries commit, repository, image and health check in its meta', async () => {
    const id = await deploy(next);
    await untilStatus(id, 'SUCCESS');
    const { deployment } = await client.request<{ deployment: { meta: unknown } }>(
      'query($id: String!) { deployment(id: $id) { meta } }',
      { id },
    );
    expect(deployment.meta).toMatchObject({
      commitHash: next,
      commitMessage: 'Change things',
      repo: 'mundo-tango/mundo-tango',
      branch: 'main',
      imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      serviceManifest: { deploy: { healthcheckPath: '/health' } },
    });
  });

  it('that is cancelled while building is removed and never serves', async () => {
    kernel.settings.railway.buildMs = 60_000;
    const id = await deploy(next);
    await untilStatus(id, 'BUILDING');
    await client.request('mutation($id: String!) { deploymentCancel(id: $id) }', { id });
    expect(await statusOf(id)).toBe('REMOVED');
    kernel.clock.advance(60_000);
    expect(await servedVersion()).toBe(old);
    await expect(
      client.request('mutation($id: String!) { deploymentCancel(id: $id) }', { id }),
    ).rejects.toThrow('not in progress');
  });

  it('that is done after a newer one took over does not take the traffic back', async () => {
    kernel.settings.railway.deployMs = 60_000;
    const first = await deploy(old);
    await untilStatus(first, 'DEPLOYING');
    kernel.settings.railway.deployMs = 1;
    await untilStatus(await deploy(next), 'SUCCESS');
    kernel.clock.advance(60_000);
    await untilStatus(first, 'REMOVED');
    expect(await servedVersion()).toBe(next);
  });

  it('says the steps it went through', async () => {
    const id = await deploy(next);
    await untilStatus(id, 'SUCCESS');
    const { deploymentEvents } = await client.request<{
      deploymentEvents: { edges: { node: { step: string } }[] };
    }>('query($id: String!) { deploymentEvents(id: $id) { edges { node { step } } } }', { id });
    expect(deploymentEvents.edges.map(({ node }) => node.step)).toEqual([
      'BUILD_IMAGE',
      'PRE_DEPLOY_COMMAND',
      'CREATE_CONTAINER',
      'HEALTHCHECK',
    ]);
  });
});

describe('a rollback', () => {
  it('runs the image of an earlier deployment as a new one', async () => {
    const [before] = await deployments();
    await untilStatus(await deploy(next), 'SUCCESS');
    await client.request('mutation($id: String!) { deploymentRollback(id: $id) }', { id: before?.id });
    await vi.waitFor(async () => expect(await servedVersion()).toBe(old));
    const [newest] = await deployments();
    expect(newest?.id).not.toBe(before?.id);
    expect(newest?.meta).toMatchObject({ commitHash: old, reason: 'rollback' });
  });

  it('is refused after the image is no longer kept', async () => {
    const [before] = await deployments();
    await untilStatus(await deploy(next), 'SUCCESS');
    await untilStatus(before?.id ?? '', 'REMOVED');
    kernel.clock.advance(kernel.settings.railway.rollbackWindowMs + 1);
    expect((await deployments()).map(({ canRollback }) => canRollback)).toEqual([false, false]);
    await expect(
      client.request('mutation($id: String!) { deploymentRollback(id: $id) }', { id: before?.id }),
    ).rejects.toThrow('cannot be rolled back');
  });
});

describe('access', () => {
  it('is refused to an unknown token with HTTP 200 and Not Authorized', async () => {
    const response = await fetch(`${api.url}/graphql/v2`, {
      method: 'POST',
      headers: { authorization: 'Bearer wrong', 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ projectToken { projectId } }' }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ errors: [{ message: 'Not Authorized' }] });
  });

  it('of a project token ends at its environment', async () => {
    const bound = clientWith({ 'project-access-token': railwaySeed.environments.development.projectToken });
    const { projectToken } = await bound.request<{ projectToken: { environmentId: string } }>(
      '{ projectToken { environmentId } }',
    );
    expect(projectToken.environmentId).toBe(railwaySeed.environments.development.id);
    await expect(bound.request(deployMutation, { ...production, sha: next })).rejects.toThrow(
      'Not Authorized',
    );
  });

  it('to fields that Railway does not have is refused', async () => {
    await expect(client.request('{ deployment(id: "x") { sha } }')).rejects.toThrow('Cannot query field');
  });
});

describe('the controls', () => {
  it('make the public health answer what a test wants, for one commit only', async () => {
    await railway.control.request('/unhealthy', {
      method: 'POST',
      body: JSON.stringify({ environment: 'production', status: 503, forCommit: next }),
    });
    expect((await publicHealth()).status).toBe(200);
    await untilStatus(await deploy(next), 'SUCCESS');
    expect((await publicHealth()).status).toBe(503);
  });

  it('force a status, unknown words too', async () => {
    const [live] = await deployments();
    await railway.control.request('/status', {
      method: 'POST',
      body: JSON.stringify({ deployment: live?.id, status: 'MOONWALKING' }),
    });
    expect(await statusOf(live?.id ?? '')).toBe('MOONWALKING');
  });
});

describe('variables', () => {
  it('start a deployment when they change, unless asked not to', async () => {
    const change = (skipDeploys: boolean) =>
      client.request('mutation($input: VariableUpsertInput!) { variableUpsert(input: $input) }', {
        input: {
          ...production,
          projectId: railwaySeed.project.id,
          name: 'COLOUR',
          value: 'red',
          skipDeploys,
        },
      });
    await change(true);
    expect(await listStatuses()).toHaveLength(1);
    await change(false);
    expect(await listStatuses()).toHaveLength(2);
  });
});

it('is as at the start after a reset', async () => {
  await untilStatus(await deploy(next), 'SUCCESS');
  await railway.reset();
  expect(await servedVersion()).toBe(old);
  expect(await listStatuses()).toEqual([[old, 'SUCCESS', false]]);
});

const deployMutation = `mutation Deploy($sha: String, $environmentId: String!, $serviceId: String!) {
  serviceInstanceDeployV2(commitSha: $sha, environmentId: $environmentId, serviceId: $serviceId)
}`;

async function deploy(sha: string): Promise<string> {
  const answer = await client.request<{ serviceInstanceDeployV2: string }>(deployMutation, {
    ...production,
    sha,
  });
  return answer.serviceInstanceDeployV2;
}

async function statusOf(id: string): Promise<string> {
  const { deployment } = await client.request<{ deployment: { status: string } }>(
    'query($id: String!) { deployment(id: $id) { status } }',
    { id },
  );
  return deployment.status;
}

async function untilStatus(id: string, status: string): Promise<void> {
  await vi.waitFor(async () => expect(await statusOf(id)).toBe(status), { timeout: 4000, interval: 10 });
  if (status === 'SUCCESS') {
    await vi.waitFor(async () =>
      expect((await deployments()).filter((one) => one.status === 'REMOVING')).toEqual([]),
    );
  }
}

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly canRollback: boolean;
  readonly meta: { readonly commitHash: string };
}

async function deployments(): Promise<Listed[]> {
  const answer = await client.request<{ deployments: { edges: { node: Listed }[] } }>(
    `query($input: DeploymentListInput!) {
      deployments(input: $input, first: 20) { edges { node { id status canRollback meta } } }
    }`,
    { input: production },
  );
  return answer.deployments.edges.map(({ node }) => node);
}

async function listStatuses() {
  return (await deployments()).map(({ meta, status, canRollback }) => [meta.commitHash, status, canRollback]);
}

async function publicHealth(): Promise<Response> {
  return fetch(`${kernel.hosts.get('api.mundo-tango.example') ?? ''}/health`);
}

async function servedVersion(): Promise<unknown> {
  return ((await (await publicHealth()).json()) as { version: unknown }).version;
}

function clientWith(headers: Record<string, string>): GraphQLClient {
  return new GraphQLClient(`${api.url}/graphql/v2`, { headers });
}

function aCommit(sha: string) {
  return {
    sha,
    message: 'Change things',
    author: { name: 'Ana Ruiz', email: 'ana@example.org', login: 'ana' },
    date: 0,
    parents: [],
  };
}
