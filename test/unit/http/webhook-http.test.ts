import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { startServer } from '../../../src/http/server.ts';
import { webhookRoutes } from '../../../src/http/webhooks/routes.ts';

const { apps } = loadConfig('cabeceo.example.yml');

describe('a webhook over HTTP', () => {
  const lines: unknown[] = [];
  const log = {
    debug: (...line: unknown[]) => void lines.push(line),
    warn: (...line: unknown[]) => void lines.push(line),
    error: (...line: unknown[]) => void lines.push(line),
  };
  // Nothing listens there.
  const redis = new Redis('redis://127.0.0.1:1', {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    retryStrategy: () => 10,
  });
  redis.on('error', () => undefined);
  const store = { redis, now: Date.now, wake: async () => undefined };
  let server: Awaited<ReturnType<typeof startServer>>;

  const platforms = {
    github: { webhookSecret: 'github-secret' },
    vercel: { webhookSecret: 'vercel-secret' },
    railway: {},
  };
  beforeAll(async () => {
    server = await startServer(0, webhookRoutes({ platforms, apps, store, log }), log);
  });
  beforeEach(() => void lines.splice(0));
  afterAll(async () => {
    await server.close();
    redis.disconnect();
  });

  async function post(platform: string, body: string | Buffer, headers: Record<string, string> = {}) {
    const answer = await fetch(`http://127.0.0.1:${server.port}/webhooks/${platform}`, {
      method: 'POST',
      body,
      headers,
    });
    return { status: answer.status, text: await answer.text() };
  }
  const signed = (body: string | Buffer) => ({
    'x-vercel-signature': createHmac('sha1', 'vercel-secret').update(body).digest('hex'),
  });
  const postSigned = (body: string | Buffer) => post('vercel', body, signed(body));

  it('is answered with the variable that is missing where there is no secret', async () => {
    const { status, text } = await post('railway?secret=guess', '{}');
    expect(status).toBe(404);
    expect(text).toContain('RAILWAY_WEBHOOK_SECRET');
  });

  it.each(['github', 'vercel'])('is refused when forged: %s', async (platform) => {
    const headers = { 'x-hub-signature-256': 'sha256=00', 'x-vercel-signature': '00' };
    const { status, text } = await post(platform, '{"planted":"words"}', headers);
    expect(status).toBe(401);
    expect(text).toContain(`${platform.toUpperCase()}_WEBHOOK_SECRET`);
  });

  it.each([
    ['', 'application/json'],
    ['{"planted":', 'application/json'],
    ['payload=%7B%22planted%22%3A1%7D', 'application/json'],
    [Buffer.from([0xff, 0xfe, 0x00]), 'application/json'],
    ['["planted"]', 'Vercel'],
    ['null', 'Vercel'],
    ['[['.repeat(200_000), 'application/json'],
    [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'Vercel'],
    ['{"__proto__":{"id":"planted"}}', 'Vercel'],
  ])('is refused when signed but malformed', async (body, says) => {
    const { status, text } = await postSigned(body);
    expect(status).toBe(400);
    expect(text).toContain(says);
    expect(text).not.toContain('planted');
  });

  it('is refused when larger than 1 MiB, announced or not', async () => {
    const body = Buffer.alloc(1024 * 1024 + 1, ' ');
    expect(await postSigned(body)).toMatchObject({ status: 413 });
    expect(await postInChunks(Array.from({ length: 80 }, () => Buffer.alloc(64 * 1024)))).toBe(413);
    expect(await postSigned(body.subarray(1))).toMatchObject({ status: 400 });
  });

  it('is answered with 200 when nothing here waits for it, whether Redis answers or not', async () => {
    expect(await postSigned(JSON.stringify({ id: 'e', payload: { project: { id: 'prj_x' } } }))).toEqual({
      status: 200,
      text: 'Nothing here waits for it.\n',
    });
  });

  it('is answered with 503 when Redis does not answer, so that it is sent again', async () => {
    const body = JSON.stringify({ id: 'e', payload: { project: { id: 'mundo-tango' }, note: 'planted' } });
    expect(await postSigned(body)).toMatchObject({ status: 503 });
    expect(JSON.stringify(lines)).not.toContain('planted');
  });

  it('leaves nothing of its body in the log', async () => {
    await post('github', '{"planted":"words"}', { 'x-hub-signature-256': 'planted' });
    await postSigned('{"planted":');
    expect(lines).toEqual([
      [{ platform: 'GitHub', status: 401 }, 'a webhook was refused'],
      [{ platform: 'Vercel', status: 400 }, 'a webhook was refused'],
    ]);
  });

  function postInChunks(chunks: readonly Buffer[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { port: server.port, path: '/webhooks/vercel', method: 'POST' };
      const request = httpRequest(options, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      for (const chunk of chunks) request.write(chunk);
      request.end();
    });
  }
});
