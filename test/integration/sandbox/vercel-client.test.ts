import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment } from '@vercel/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { vercelSeed } from '../../../sandbox/vercel/seed.ts';
import { startVercel, writeCommit } from '../../support/vercel-sandbox.ts';
import type { VercelSandbox } from '../../support/vercel-sandbox.ts';

const { production, development } = vercelSeed.domains;
const commit = 'c'.repeat(40);

let sandbox: VercelSandbox;
let tree: string;

beforeAll(async () => {
  sandbox = await startVercel({ realBuilds: true });
  tree = await mkdtemp(join(tmpdir(), 'mundo-tango-'));
  await writeCommit('cart-totals', tree);
});

afterAll(async () => {
  await sandbox.close();
  await rm(tree, { recursive: true, force: true });
});

describe('the seeded production', () => {
  it('is the site of its own commit, with its security headers', async () => {
    const page = await sandbox.visit(production, '/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Learn to dance the tango of Buenos Aires.');
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': expect.stringContaining('max-age=') as string,
      'content-security-policy': expect.stringContaining("default-src 'self'") as string,
    });
  });

  it('answers any path with the page, and the API from the backend of the domain', async () => {
    expect(await (await sandbox.visit(production, '/some/page')).text()).toContain(
      '<title>Mundo Tango</title>',
    );
    expect((await sandbox.visit(production, '/api/classes')).status).toBe(502);

    sandbox.kernel.hosts.set('api.dev.mundo-tango.example', sandbox.kernel.hosts.get(production) ?? '');
    const proxied = await sandbox.visit(development, '/api/classes');
    expect(proxied.status).toBe(502);
    expect(await proxied.text()).toContain('api.mundo-tango.example');
  });
});

it('@vercel/client uploads a tree, which is really built, staged and promoted', async () => {
  const events: string[] = [];
  const id = await upload(tree, events);
  expect(events).toContain('all-files-uploaded');
  await untilState(id, 'READY');
  const { url } = await read(id);
  expect(await (await sandbox.visit(url, '/version.json')).json()).toEqual({ commit });
  expect(await (await sandbox.visit(url, '/')).text()).toContain('Two people, one embrace, three minutes.');

  await sandbox.call('POST', `/v10/projects/${vercelSeed.project.id}/promote/${id}`);
  await vi.waitFor(
    async () => expect(await (await sandbox.visit(production, '/version.json')).json()).toEqual({ commit }),
    { timeout: 10_000 },
  );
});

it('a build that fails ends as ERROR, with what the compiler said in its log', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'mundo-tango-'));
  await writeCommit('cart-totals', broken);
  await rm(join(broken, 'src/cart.ts'));
  try {
    const id = await upload(broken, []);
    await untilState(id, 'ERROR');
    const log = await sandbox.call('GET', `/v3/deployments/${id}/events?builds=1`);
    const text = (log.body as readonly { text: string }[]).map((line) => line.text).join('\n');
    expect(text).toContain('cart.ts');
    expect(text).toContain('Command "npm run build" exited with 1');
  } finally {
    await rm(broken, { recursive: true, force: true });
  }
});

async function upload(path: string, events: string[]): Promise<string> {
  const deployment = createDeployment(
    { token: vercelSeed.token, apiUrl: sandbox.url, path, teamId: vercelSeed.team.id },
    {
      name: vercelSeed.project.name,
      target: 'production',
      autoAssignCustomDomains: false,
      meta: { cabeceoKey: 'op_1' },
      gitMetadata: {
        commitSha: commit,
        commitRef: 'main',
        dirty: false,
        remoteUrl: 'https://github.com/mundo-tango/mundo-tango',
      },
      build: { env: { CABECEO_COMMIT_SHA: commit } },
    },
  );
  for await (const event of deployment) {
    events.push(event.type);
    if (event.type === 'error') throw new Error(JSON.stringify(event.payload));
    if (event.type === 'created') return (event.payload as { id: string }).id;
  }
  throw new Error('The client created nothing.');
}

async function read(id: string) {
  const { body } = await sandbox.call('GET', `/v13/deployments/${id}`);
  return body as { readonly readyState: string; readonly url: string };
}

async function untilState(id: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect((await read(id)).readyState).toBe(state), {
    timeout: 20_000,
    interval: 50,
  });
}
