import { createHmac } from 'node:crypto';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createControl } from '../../../sandbox/kernel/control.ts';
import { createKernel, type OwnedKernel } from '../../../sandbox/kernel/kernel.ts';
import { listen, type Listener } from '../../../sandbox/kernel/listen.ts';
import { eventually } from '../../support/eventually.ts';

let bot: Listener;
let kernel: OwnedKernel;
let control: Listener;
const received: { readonly body: string; readonly signature: string | undefined }[] = [];

beforeEach(async () => {
  received.length = 0;
  const app = new Hono();
  app.post('/hook', async (context) => {
    const signature = context.req.header('x-signature');
    received.push({ body: await context.req.text(), signature });
    return context.text('Taken.');
  });
  bot = await listen(app, 0);
  kernel = createKernel({
    webhooks: {
      vercel: { url: `${bot.url}/hook`, secret: 'shared' },
      github: { url: 'http://127.0.0.1:1/hook', secret: '' },
    },
  });
  control = await listen(createControl({ kernel, services: [], controls: {} }), 0);
});
afterEach(async () => {
  await control.close();
  await bot.close();
  await kernel.close();
});

const sign = (body: string, secret: string) => createHmac('sha1', secret).update(body).digest('hex');

function send(service: 'vercel' | 'github' | 'railway' = 'vercel'): void {
  const headers = (body: string, secret: string) => ({ 'x-signature': sign(body, secret) });
  kernel.webhook({ service, event: 'deployment.ready', payload: { id: 'evt_1' }, headers });
}

async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(control.url + path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const answered = (times = 1) =>
  eventually(
    async () => {
      const [first] = kernel.webhooks.list();
      return first?.answers.length === times ? first : undefined;
    },
    { what: 'an answer', withinMs: 5_000 },
  );

it('sends a signed webhook once, and lists it with its answer', async () => {
  send();
  await answered();
  const body = '{"id":"evt_1"}';
  expect(received).toEqual([{ body, signature: sign(body, 'shared') }]);
  const { body: listed } = await call('GET', '/_sandbox/webhooks');
  expect(listed).toEqual([
    {
      id: expect.any(String) as string,
      service: 'vercel',
      event: 'deployment.ready',
      at: expect.any(Number) as number,
      payload: { id: 'evt_1' },
      answers: [{ status: 200, text: 'Taken.' }],
    },
  ]);
});

it('sends the very same request again when told to', async () => {
  send();
  const { id } = await answered();
  expect(await call('POST', '/_sandbox/webhooks/repeat', { id })).toEqual({
    status: 200,
    body: { status: 200, text: 'Taken.' },
  });
  await answered(2);
  expect(received[1]).toEqual(received[0]);
  expect((await call('POST', '/_sandbox/webhooks/repeat', { id: 'none' })).status).toBe(404);
});

it('says so when nobody answers', async () => {
  send('github');
  expect((await answered()).answers).toMatchObject([{ status: 0 }]);
});

it('sends none where none is set up, or where they are switched off', async () => {
  send('railway');
  await call('PUT', '/_sandbox/settings', { webhooks: { enabled: false } });
  send();
  await call('PUT', '/_sandbox/settings', { webhooks: { enabled: true } });
  expect(kernel.webhooks.list()).toEqual([]);
  send();
  await answered();
  expect(received).toHaveLength(1);
});

it('forgets them at a reset', async () => {
  send();
  await answered();
  await call('POST', '/_sandbox/reset');
  expect(kernel.webhooks.list()).toEqual([]);
});
