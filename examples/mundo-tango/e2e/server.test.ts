import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';

const databaseUrl = process.env['DATABASE_URL'];

test('without a database the health check fails and names the version', async () => {
  await withServer('postgres://nobody@127.0.0.1:1/none', async (base) => {
    const response = await fetch(`${base}/health`);
    assert.equal(response.status, 503);
    const body = (await response.json()) as Record<string, unknown>;
    assert.equal(body['version'], 'e2e');
    assert.deepEqual(body['checks'], { database: 'failing' });
  });
});

test('the API lists the programme', { skip: !databaseUrl && 'DATABASE_URL is not set' }, async () => {
  execFileSync(process.execPath, ['dist-server/migrate.js']);
  await withServer(databaseUrl ?? '', async (base) => {
    assert.equal((await fetch(`${base}/health`)).status, 200);
    for (const list of ['classes', 'milongas', 'products']) {
      const items = (await (await fetch(`${base}/api/${list}`)).json()) as unknown[];
      assert.ok(items.length > 0, `/api/${list} is empty`);
    }
  });
});

async function withServer(database: string, use: (base: string) => Promise<void>): Promise<void> {
  const port = await freePort();
  const child = spawn(process.execPath, ['dist-server/main.js'], {
    env: { ...process.env, PORT: String(port), DATABASE_URL: database, RAILWAY_GIT_COMMIT_SHA: 'e2e' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(child.stdout, 'data');
    await use(`http://127.0.0.1:${port}`);
  } finally {
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (!address || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
