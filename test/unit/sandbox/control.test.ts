import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createControl } from '../../../sandbox/kernel/control.ts';
import { createKernel } from '../../../sandbox/kernel/kernel.ts';
import type { OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { listen } from '../../../sandbox/kernel/listen.ts';
import type { Listener } from '../../../sandbox/kernel/listen.ts';

let kernel: OwnedKernel;
let listener: Listener;
let things: string[];

beforeEach(async () => {
  kernel = createKernel();
  things = ['seeded', 'added'];
  const service = {
    name: 'neon',
    app: new Hono(),
    state: () => ({ things }),
    reset: async () => void (things = ['seeded']),
    close: async () => {},
  } as const;
  const slack = new Hono();
  slack.post('/command', async (context) =>
    context.json({ typed: (await context.req.json<{ text: string }>()).text }),
  );
  listener = await listen(createControl({ kernel, services: [service], controls: { slack } }), 0);
});

afterEach(async () => {
  await listener.close();
  await kernel.close();
});

const call = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(listener.url + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
};

it('answers the state of every service', async () => {
  expect(await call('GET', '/_sandbox/state')).toEqual({
    status: 200,
    body: { now: expect.any(Number) as number, settings: kernel.settings, neon: { things } },
  });
});

describe('what one service holds', () => {
  const look = (tag = '') =>
    fetch(`${listener.url}/_sandbox/state/neon`, { headers: { 'if-none-match': tag } });

  it('is answered by itself, and again only where it has changed', async () => {
    const first = await look();
    expect(await first.json()).toEqual({ things });
    const tag = first.headers.get('etag') ?? '';
    const same = await look(tag);
    expect(same.status).toBe(304);
    expect(await same.text()).toBe('');
    things.push('more');
    expect(await (await look(tag)).json()).toEqual({ things: ['seeded', 'added', 'more'] });
  });

  it('is not known of a service that there is not', async () => {
    expect((await call('GET', '/_sandbox/state/nobody')).status).toBe(404);
  });
});

describe('settings', () => {
  it('are merged deeply into the object that the services hold', async () => {
    const held = kernel.settings.vercel;
    await call('PUT', '/_sandbox/settings', { vercel: { buildMs: 50 }, neon: { operationMs: 1 } });
    expect(held).toMatchObject({ buildMs: 50, queueMs: 300, realBuilds: true });
    expect(kernel.settings.neon.operationMs).toBe(1);
  });

  it('that are unknown or of a wrong type are refused with their path', async () => {
    const unknown = await call('PUT', '/_sandbox/settings', { vercel: { buildSeconds: 50 } });
    expect(unknown).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('buildSeconds') as string },
    });
    const wrong = await call('PUT', '/_sandbox/settings', { vercel: { buildMs: '50' } });
    expect(wrong).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('buildMs') as string },
    });
  });
});

describe('faults', () => {
  const fault = { service: 'slack', times: 1, effect: { kind: 'drop_after' } };

  it('are added, listed and forgotten', async () => {
    expect(await call('POST', '/_sandbox/faults', fault)).toEqual({ status: 201, body: [fault] });
    expect(await call('GET', '/_sandbox/faults')).toEqual({ status: 200, body: [fault] });
    await call('DELETE', '/_sandbox/faults');
    expect(kernel.faults.list()).toEqual([]);
  });

  it('of an unknown kind are refused', async () => {
    const answer = await call('POST', '/_sandbox/faults', { ...fault, effect: { kind: 'explode' } });
    expect(answer.status).toBe(400);
    expect(kernel.faults.list()).toEqual([]);
  });
});

it('moves the clock', async () => {
  const before = kernel.clock.now();
  await call('POST', '/_sandbox/clock', { advanceMs: 60_000 });
  expect(kernel.clock.now()).toBeGreaterThanOrEqual(before + 60_000);
});

it('resets services, settings, faults and journal', async () => {
  kernel.settings.neon.operationMs = 9;
  kernel.journal.add({ service: 'neon', at: 0, method: 'GET', path: '/', status: 200 });
  await call('POST', '/_sandbox/reset');
  expect(things).toEqual(['seeded']);
  expect(kernel.settings.neon.operationMs).toBe(400);
  expect(await call('GET', '/_sandbox/requests')).toEqual({ status: 200, body: [] });
});

it('answers the requests of one service since a time', async () => {
  for (const [service, at] of [
    ['neon', 10],
    ['neon', 20],
    ['slack', 20],
  ] as const) {
    kernel.journal.add({ service, at, method: 'GET', path: `/${at}`, status: 200 });
  }
  expect((await call('GET', '/_sandbox/requests?service=neon&since=15')).body).toMatchObject([
    { path: '/20' },
  ]);
  expect((await call('GET', '/_sandbox/requests?service=neom')).status).toBe(400);
});

it('passes the calls of a service on', async () => {
  expect(await call('POST', '/_sandbox/slack/command', { text: '/deploy prod' })).toEqual({
    status: 200,
    body: { typed: '/deploy prod' },
  });
});

it('refuses unknown calls, broken JSON and pages of other sites', async () => {
  expect((await call('POST', '/_sandbox/nonsense')).status).toBe(404);
  const broken = await fetch(`${listener.url}/_sandbox/clock`, { method: 'POST', body: '{' });
  expect(broken.status).toBe(400);
  const foreign = await fetch(`${listener.url}/_sandbox/reset`, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example' },
  });
  expect(foreign.status).toBe(403);
});

it('streams what changed', async () => {
  const abort = new AbortController();
  const stream = await fetch(`${listener.url}/_sandbox/events`, { signal: abort.signal });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const reader = (stream.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toContain('connected');
  kernel.changed('railway');
  expect((await reader.read()).value).toBe('data: {"service":"railway"}\n\n');
  abort.abort();
});

it('serves the page, or says that it is not built', async () => {
  const answer = await fetch(`${listener.url}/`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toMatch(/<html|not built/);
});
