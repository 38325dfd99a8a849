import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/kernel/contract.ts';
import { createKernel } from '../../../sandbox/kernel/kernel.ts';
import type { OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { realName } from '../../../sandbox/kernel/hosts.ts';
import { listen } from '../../../sandbox/kernel/listen.ts';
import type { Listener } from '../../../sandbox/kernel/listen.ts';

let kernel: OwnedKernel;
let listener: Listener;
let effects: number;

beforeEach(async () => {
  kernel = createKernel();
  effects = 0;
  const app = kernel.app('vercel', {
    authorise: (request) =>
      request.headers.get('authorization') === 'Bearer good' ? undefined : 'This token is not known.',
    refuse: (status, message) => Response.json({ error: { message } }, { status }),
  });
  app.post('/things', async (context) => {
    const body: unknown = await context.req.json();
    effects += 1;
    return context.json({ body, effects }, 201);
  });
  app.post('/upload', async (context) =>
    context.json({ bytes: [...new Uint8Array(await context.req.arrayBuffer())] }),
  );
  app.post('/graphql', (context) => context.json({ data: {} }));
  app.get('/broken', () => {
    throw new Error('a bug of the sandbox');
  });
  listener = await listen(app, 0);
});

afterEach(async () => {
  await listener.close();
  await kernel.close();
});

interface Sent {
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}
const send = (path: string, { headers = {}, ...init }: Sent = {}) =>
  fetch(listener.url + path, {
    ...init,
    headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...headers },
  });
const createThing = () => send('/things', { method: 'POST', body: '{"name":"cart"}' });
const fault = (effect: Fault['effect'], rest: Partial<Fault> = {}) =>
  kernel.faults.add({ service: 'vercel', times: 1, effect, ...rest });

describe('a request', () => {
  it('reaches its route with its body and is written in the journal', async () => {
    const answer = await createThing();
    expect(await answer.json()).toEqual({ body: { name: 'cart' }, effects: 1 });
    expect(kernel.journal.list({ service: 'vercel' })).toEqual([
      {
        number: 1,
        service: 'vercel',
        at: expect.any(Number) as number,
        method: 'POST',
        path: '/things',
        body: { name: 'cart' },
        status: 201,
      },
    ]);
  });

  it('is listed after the one before it', async () => {
    await createThing();
    await send('/nothing');
    expect(kernel.journal.list({ after: 1 })).toMatchObject([{ number: 2, path: '/nothing' }]);
  });

  it('carries binary uploads unchanged', async () => {
    const answer = await send('/upload', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Uint8Array.of(0, 255, 128, 10),
    });
    expect(await answer.json()).toEqual({ bytes: [0, 255, 128, 10] });
  });

  it('is journalled with the name of its GraphQL operation', async () => {
    const query = 'mutation DeployService($id: String!) { serviceInstanceDeployV2(serviceId: $id) }';
    await send('/graphql', { method: 'POST', body: JSON.stringify({ query }) });
    expect(kernel.journal.list({})[0]?.operation).toBe('DeployService');
  });

  it('to an unknown route is refused in the vendor’s shape and marked', async () => {
    const answer = await send('/nothing?x=1');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: { message: "The sandbox's vercel has no GET /nothing." } });
    expect(kernel.journal.list({})).toMatchObject([{ path: '/nothing?x=1', status: 404, unknown: true }]);
  });

  it('with an unknown token is refused, has no effect and is marked', async () => {
    const answer = await send('/things', {
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer bad' },
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: { message: 'This token is not known.' } });
    expect(effects).toBe(0);
    expect(kernel.journal.list({})).toMatchObject([{ status: 401, unknown: true }]);
  });

  it('that meets a bug of the sandbox answers 500 and is journalled', async () => {
    const answer = await send('/broken');
    expect(answer.status).toBe(500);
    expect(kernel.journal.list({})).toMatchObject([{ path: '/broken', status: 500 }]);
  });
});

describe('a fault', () => {
  it('of kind status answers instead of the route, with Retry-After, as often as told', async () => {
    fault({ kind: 'status', status: 429, retryAfterSeconds: 3, message: 'slow down' }, { times: 2 });
    for (const _ of [1, 2]) {
      const answer = await createThing();
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('3');
      expect(await answer.json()).toEqual({ error: { message: 'slow down' } });
    }
    expect((await createThing()).status).toBe(201);
    expect(effects).toBe(1);
    expect(kernel.journal.list({}).map((entry) => entry.fault)).toEqual(['status', 'status', undefined]);
  });

  it('of kind drop_before ends the connection without an effect', async () => {
    fault({ kind: 'drop_before' });
    await expect(createThing()).rejects.toThrow('fetch failed');
    expect(effects).toBe(0);
    expect(kernel.journal.list({})).toMatchObject([{ fault: 'drop_before', status: 0 }]);
  });

  it('of kind drop_after ends the connection when the effect has happened', async () => {
    fault({ kind: 'drop_after' });
    await expect(createThing()).rejects.toThrow('fetch failed');
    expect(effects).toBe(1);
    expect(kernel.journal.list({})).toMatchObject([{ fault: 'drop_after', status: 201 }]);
  });

  it('of kind latency delays by the sandbox’s clock', async () => {
    fault({ kind: 'latency', ms: 3_600_000 });
    const answer = createThing();
    await expect.poll(() => kernel.faults.list()).toEqual([]);
    expect(effects).toBe(0);
    kernel.clock.advance(3_600_000);
    expect((await answer).status).toBe(201);
  });

  it.each<[string, Partial<Fault>]>([
    ['another service', { service: 'neon' }],
    ['another method', { method: 'DELETE' }],
    ['another path', { path: '/other' }],
  ])('for %s leaves the request alone', async (_, rest) => {
    fault({ kind: 'status', status: 500 }, rest);
    expect((await createThing()).status).toBe(201);
    expect(kernel.faults.list()).toHaveLength(1);
  });

  it('can name a GraphQL operation', async () => {
    fault({ kind: 'status', status: 503 }, { path: 'deployments' });
    const query = (text: string) =>
      send('/graphql', { method: 'POST', body: JSON.stringify({ query: text }) });
    expect((await query('query Project { project { id } }')).status).toBe(200);
    expect((await query('{ deployments { id } }')).status).toBe(503);
  });
});

describe('the clock', () => {
  it('shortens sleeps when it is advanced', async () => {
    const before = kernel.clock.now();
    const asleep = kernel.clock.sleep(60_000);
    kernel.clock.advance(30_000);
    kernel.clock.advance(30_000);
    await asleep;
    expect(kernel.clock.now() - before).toBeGreaterThanOrEqual(60_000);
  });

  it('ends a sleep that is aborted', async () => {
    const abort = new AbortController();
    const asleep = kernel.clock.sleep(60_000, abort.signal);
    abort.abort(new Error('closed'));
    await expect(asleep).rejects.toThrow('closed');
  });
});

it('gives the same ids for the same seed, and others for another', async () => {
  const again = createKernel();
  const other = createKernel({ seed: 'other' });
  const ids = (from: OwnedKernel) => [from.id('dpl'), from.id('br', { separator: '-', length: 8 })];
  const first = ids(kernel);
  expect(first).toEqual([
    expect.stringMatching(/^dpl_[a-z0-9]{24}$/),
    expect.stringMatching(/^br-[a-z0-9]{8}$/),
  ]);
  expect(ids(again)).toEqual(first);
  expect(ids(other)).not.toEqual(first);
  await again.close();
  await other.close();
});

it('has a directory of its own until it is closed', async () => {
  const own = createKernel();
  expect(existsSync(own.directory)).toBe(true);
  expect(own.directory).not.toBe(kernel.directory);
  await own.close();
  expect(existsSync(own.directory)).toBe(false);
});

it('sweeps away what killed sandboxes left, and nothing of running ones', async () => {
  const runs = dirname(kernel.directory);
  const ended = spawnSync(process.execPath, ['--version']).pid;
  mkdirSync(join(runs, `${ended}-left`), { recursive: true });
  const next = createKernel();
  expect(existsSync(join(runs, `${ended}-left`))).toBe(false);
  expect(existsSync(kernel.directory)).toBe(true);
  await next.close();
});

it('reports changes of one service at most ten times a second and never swallows the last', async () => {
  const heard: number[] = [];
  kernel.changes.listen(() => heard.push(performance.now()));
  for (let i = 0; i < 50; i += 1) kernel.changed('slack');
  expect(heard).toHaveLength(1);
  await expect.poll(() => heard.length).toBe(2);
  expect((heard[1] ?? 0) - (heard[0] ?? 0)).toBeGreaterThan(90);
});

it('closes while a connection is kept alive', async () => {
  await (await createThing()).text();
  await listener.close();
  await expect(createThing()).rejects.toThrow('fetch failed');
});

it('knows which outside name a local address stands in for', () => {
  kernel.hosts.set('dev.mundo-tango.example', 'http://127.0.0.1:4567');
  expect(realName(kernel.hosts, '127.0.0.1:4567')).toBe('dev.mundo-tango.example');
  expect(realName(kernel.hosts, 'mundo-tango.example')).toBe('mundo-tango.example');
});

it('has the settings that it was started with, and has them again after a reset', async () => {
  const started = createKernel({ settings: { railway: { realBuilds: false } } });
  expect(started.settings).toMatchObject({ railway: { realBuilds: false, buildMs: 2000 } });
  Object.assign(started.settings.railway, { realBuilds: true, buildMs: 5 });
  started.reset();
  expect(started.settings).toMatchObject({ railway: { realBuilds: false, buildMs: 2000 } });
  await started.close();
});
