import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphQLClient } from 'graphql-request';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { createKernel } from '../../../sandbox/kernel/kernel.ts';
import type { Listener } from '../../../sandbox/kernel/listen.ts';
import { listen } from '../../../sandbox/kernel/listen.ts';
import { repositoryRoot } from '../../../sandbox/kernel/root.ts';
import type { NeonService } from '../../../sandbox/neon/service.ts';
import { createNeon } from '../../../sandbox/neon/service.ts';
import { railwaySeed } from '../../../sandbox/railway/seed.ts';
import type { RailwayService } from '../../../sandbox/railway/service.ts';
import { createRailway } from '../../../sandbox/railway/service.ts';

const old = 'a'.repeat(40);
const next = 'b'.repeat(40);
const broken = 'c'.repeat(40);
const patience = { timeout: 60_000, interval: 100 };

let kernel: OwnedKernel;
let neon: NeonService;
let railway: RailwayService;
let api: Listener;
let client: GraphQLClient;

beforeAll(async () => {
  kernel = createKernel();
  Object.assign(kernel.settings.railway, { queueMs: 1, buildMs: 1, deployMs: 1 });
  neon = await createNeon(kernel);
  railway = await createRailway(kernel, {
    source: {
      owner: 'mundo-tango',
      name: 'mundo-tango',
      commit: async (sha) => ({ sha, message: 'Change things', author, date: 0, parents: [] }),
      exportTree,
    },
    live: { production: old },
    variables: { production: { DATABASE_URL: neon.connectionUri('production') } },
  });
  api = await listen(railway.app, 0);
  client = new GraphQLClient(`${api.url}/graphql/v2`, {
    headers: { authorization: `Bearer ${railwaySeed.token}` },
  });
  await railway.settled();
}, 120_000);

afterAll(async () => {
  await api.close();
  await railway.close();
  await neon.close();
  await kernel.close();
});

describe('the example app on the local Railway', () => {
  it('is built, migrated and served from the start', async () => {
    const health = await (await fetch(`${address()}/health`)).json();
    expect(health).toMatchObject({ status: 'ok', version: old, checks: { database: 'ok' } });
    expect(await tables()).toContain('products');
  });

  it('is replaced by another commit without a request lost', { timeout: 120_000 }, async () => {
    const answers = new Set<string>();
    const watching = new AbortController();
    const watch = (async () => {
      while (!watching.signal.aborted) answers.add(await (await fetch(`${address()}/nothing`)).text());
    })();
    await untilStatus(await deploy(next), 'SUCCESS');
    expect(await version()).toBe(next);
    watching.abort();
    await watch;
    expect([...answers]).toEqual(['{"error":"There is nothing here."}']);
  });

  it('that ends before it is healthy is a failed deployment', { timeout: 120_000 }, async () => {
    const id = await deploy(broken);
    await untilStatus(id, 'FAILED');
    expect(await version()).toBe(next);
    const { deploymentLogs } = await client.request<{ deploymentLogs: { message: string }[] }>(
      'query($id: String!) { deploymentLogs(deploymentId: $id) { message } }',
      { id },
    );
    const text = deploymentLogs.map(({ message }) => message).join('\n');
    expect(text).toContain('ended with exit code 3 before it was healthy');
  });
});

const author = { name: 'Ana Ruiz', email: 'ana@example.org', login: 'ana' };

/** The broken commit's start command ends at once. */
async function exportTree(sha: string, directory: string): Promise<void> {
  const app = join(repositoryRoot(), 'examples/mundo-tango');
  await cp(app, directory, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist|dist-server)$/.test(path),
  });
  if (sha !== broken) return;
  const toml = join(directory, 'railway.toml');
  const text = await readFile(toml, 'utf8');
  await writeFile(toml, text.replace(/^startCommand = .*$/m, `startCommand = "sh -c 'exit 3'"`));
}

function address(): string {
  return kernel.hosts.get(railwaySeed.environments.production.domain) ?? '';
}

async function version(): Promise<unknown> {
  return ((await (await fetch(`${address()}/health`)).json()) as { version: unknown }).version;
}

async function deploy(sha: string): Promise<string> {
  const answer = await client.request<{ serviceInstanceDeployV2: string }>(
    `mutation($sha: String, $environmentId: String!, $serviceId: String!) {
      serviceInstanceDeployV2(commitSha: $sha, environmentId: $environmentId, serviceId: $serviceId)
    }`,
    {
      sha,
      environmentId: railwaySeed.environments.production.id,
      serviceId: railwaySeed.service.id,
    },
  );
  return answer.serviceInstanceDeployV2;
}

async function untilStatus(id: string, status: string): Promise<void> {
  await vi.waitFor(async () => {
    const { deployment } = await client.request<{ deployment: { status: string } }>(
      'query($id: String!) { deployment(id: $id) { status } }',
      { id },
    );
    expect(deployment.status).toBe(status);
  }, patience);
}

async function tables(): Promise<string[]> {
  const database = new Client({ connectionString: neon.connectionUri('production') });
  await database.connect();
  const { rows } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  await database.end();
  return rows.map(({ name }) => name);
}
