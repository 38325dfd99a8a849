import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { preview } from 'vite';

test('the built site serves its page, its script and its version', async () => {
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' } });
  try {
    const address = server.httpServer.address();
    assert.ok(address && typeof address === 'object');
    const base = `http://127.0.0.1:${address.port}`;
    const page = await (await fetch(base)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
    assert.equal((await fetch(`${base}${script}`)).status, 200);
    const version: unknown = await (await fetch(`${base}/version.json`)).json();
    assert.deepEqual(Object.keys(version as object), ['commit']);
  } finally {
    await server.close();
  }
});

test('the site is sent with its security headers', async () => {
  const config = JSON.parse(await readFile('vercel.json', 'utf8')) as {
    headers: { source: string; headers: { key: string }[] }[];
  };
  const everywhere =
    config.headers.find(({ source }) => source === '/(.*)')?.headers.map(({ key }) => key) ?? [];
  for (const key of [
    'X-Content-Type-Options',
    'X-Frame-Options',
    'Strict-Transport-Security',
    'Content-Security-Policy',
  ]) {
    assert.ok(everywhere.includes(key), `${key} is missing from vercel.json`);
  }
});
