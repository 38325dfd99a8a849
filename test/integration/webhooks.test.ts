import { createHmac } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { startServer } from '../../src/http/server.ts';
import { webhookRoutes } from '../../src/http/webhooks/routes.ts';
import { hearHints } from '../../src/store/hints.ts';
import { connectForRequests } from '../../src/store/redis.ts';
import { eventually } from '../support/eventually.ts';
import { redisContent } from '../support/redis-content.ts';
import { startRedis } from '../support/redis-server.ts';

const { apps } = loadConfig('cabeceo.example.yml');
const platforms = {
  github: { webhookSecret: 'github-secret' },
  vercel: { webhookSecret: 'vercel-secret' },
  railway: { webhookSecret: 'railway-secret-word' },
};
const log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
const production = 'environment/mundo-tango/production';
const development = 'environment/mundo-tango/development';

let redis: Awaited<ReturnType<typeof startRedis>>;
let webs: readonly Awaited<ReturnType<typeof startWeb>>[];
let worker: Redis;
const heard: string[] = [];

async function startWeb() {
  const client = connectForRequests([redis.url]);
  client.on('error', () => undefined);
  const store = { redis: client, now: Date.now, wake: async () => undefined };
  const server = await startServer(0, webhookRoutes({ platforms, apps, store, log }), log);
  return {
    url: `http://127.0.0.1:${server.port}/webhooks`,
    async close() {
      await server.close();
      client.disconnect();
    },
  };
}

beforeAll(async () => {
  redis = await startRedis();
  webs = [await startWeb(), await startWeb()];
  worker = new Redis(redis.url);
  worker.on('error', () => undefined);
  await hearHints(worker, (lane) => heard.push(lane));
});
afterAll(async () => {
  worker.disconnect();
  for (const web of webs) await web.close();
  await redis.stop();
});

const hmac = (algorithm: string, secret: string, body: string) =>
  createHmac(algorithm, secret).update(body).digest('hex');

const deliveries = {
  GitHub(id: string) {
    const body = JSON.stringify({
      action: 'completed',
      repository: { full_name: 'mundo-tango/mundo-tango' },
      planted: 'words',
    });
    const headers = {
      'x-github-event': 'check_run',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${hmac('sha256', 'github-secret', body)}`,
    };
    return { path: '/github', body, headers };
  },
  Vercel(id: string) {
    const payload = { project: { id: 'prj_1' }, deployment: { id: 'dpl_1', name: 'mundo-tango' } };
    const body = JSON.stringify({ id, type: 'deployment.succeeded', payload, planted: 'words' });
    return { path: '/vercel', body, headers: { 'x-vercel-signature': hmac('sha1', 'vercel-secret', body) } };
  },
  Railway(id: string) {
    const body = JSON.stringify({
      type: 'Deployment.deployed',
      details: { id, status: 'SUCCESS' },
      resource: {
        project: { id: '5f0c7a52-3a0e-4f6e-9a57-3c1f4d1c9b10' },
        environment: { id: '8d1f1c34-9f3b-4d2a-8d6e-2f6f0a7d5c01' },
        deployment: { id },
      },
      planted: 'words',
    });
    return { path: '/railway?secret=railway-secret-word', body, headers: {} };
  },
};

async function send(web: { url: string }, delivery: { path: string; body: string; headers: object }) {
  const { path, body, headers } = delivery;
  const answer = await fetch(web.url + path, { method: 'POST', body, headers: { ...headers } });
  return { status: answer.status, text: (await answer.text()).trim() };
}

it.each([
  ['GitHub', [production, development]],
  ['Vercel', [production, development]],
  ['Railway', [production]],
] as const)(
  'a webhook of %s hints once, however often and at whatever process it arrives',
  async (name, lanes) => {
    heard.length = 0;
    const copies = [...webs, ...webs, ...webs].map((web) => send(web, deliveries[name]('same')));
    const answers = await Promise.all(copies);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(answers.map(({ text }) => text).toSorted()).toEqual([
      ...Array<string>(5).fill('Taken before.'),
      'Taken.',
    ]);
    await send(webs[0] ?? { url: '' }, deliveries[name]('next'));
    await eventually(async () => (heard.length >= lanes.length * 2 ? true : undefined), {
      what: 'the hints',
      withinMs: 5_000,
    });
    expect(heard).toEqual([...lanes, ...lanes]);
  },
);

it('keeps nothing of what webhooks say, but the ids of their deliveries', async () => {
  const content = await redisContent(redis.url);
  expect(content).toContain('{cabeceo}:webhook:GitHub:same');
  expect(content).not.toContain('planted');
});

it('asks for it again while Redis is down, and takes it then', async () => {
  const [web] = webs;
  if (!web) throw new Error('no web');
  await redis.kill();
  expect((await send(web, deliveries.Vercel('late'))).status).toBe(503);
  await redis.restart();
  heard.length = 0;
  await eventually(
    async () => ((await send(web, deliveries.Vercel('late'))).text === 'Taken.' ? true : undefined),
    { what: 'the webhook to be taken', withinMs: 15_000 },
  );
});
