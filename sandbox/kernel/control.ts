import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { serviceNames } from './contract.ts';
import type { Fault, SandboxService, ServiceName } from './contract.ts';
import { faultSchema } from './faults.ts';
import type { OwnedKernel } from './kernel.ts';
import { createPage } from './page.ts';
import { changeSettings, settingsChangeSchema } from './settings.ts';

export interface ControlParts {
  readonly kernel: OwnedKernel;
  readonly services: readonly SandboxService[];
  /** Calls of their own, mounted at `/_sandbox/<service>`. */
  readonly controls: Partial<Record<ServiceName, Hono>>;
}

/** The documented calls of docs/sandbox.md, and the page. */
export function createControl({ kernel, services, controls }: ControlParts): Hono {
  const app = new Hono();
  app.use('*', refuseOtherSites);
  app.onError((error, context) =>
    context.json(
      { error: error instanceof z.ZodError ? z.prettifyError(error) : error.message },
      error instanceof z.ZodError || error instanceof SyntaxError ? 400 : 500,
    ),
  );
  app.notFound((context) =>
    context.json({ error: `The sandbox has no ${context.req.method} ${context.req.path}.` }, 404),
  );

  app.get('/_sandbox/state', (context) =>
    context.json({
      now: kernel.clock.now(),
      settings: kernel.settings,
      ...Object.fromEntries(services.map((service) => [service.name, service.state()])),
    }),
  );
  app.get('/_sandbox/state/:service', etag(), (context) => {
    const found = services.find(({ name }) => name === context.req.param('service'));
    return found ? context.json(found.state()) : context.notFound();
  });
  app.get('/_sandbox/events', (context) => streamChanges(context, kernel));
  app.get('/_sandbox/requests', (context) => {
    const query = requestsQuery.parse(context.req.query());
    return context.json(kernel.journal.list(query));
  });

  app.get('/_sandbox/faults', (context) => context.json(kernel.faults.list()));
  app.post('/_sandbox/faults', async (context) => {
    const fault: Fault = faultSchema.parse(await context.req.json());
    kernel.faults.add(fault);
    return context.json(kernel.faults.list(), 201);
  });
  app.delete('/_sandbox/faults', (context) => {
    kernel.faults.clear();
    return context.json([]);
  });

  app.put('/_sandbox/settings', async (context) => {
    changeSettings(kernel.settings, settingsChangeSchema.parse(await context.req.json()));
    return context.json(kernel.settings);
  });
  app.post('/_sandbox/clock', async (context) => {
    kernel.clock.advance(clockBody.parse(await context.req.json()).advanceMs);
    return context.json({ now: kernel.clock.now() });
  });
  app.post('/_sandbox/reset', async (context) => {
    kernel.reset();
    for (const service of services) await service.reset();
    for (const service of services) kernel.changed(service.name);
    return context.json({ ok: true });
  });

  app.get('/_sandbox/webhooks', (context) => context.json(kernel.webhooks.list()));
  app.post('/_sandbox/webhooks/repeat', async (context) => {
    const { id } = repeatBody.parse(await context.req.json());
    const answer = await kernel.webhooks.repeat(id);
    if (answer === undefined) return context.json({ error: `There is no webhook ${id}.` }, 404);
    return context.json(answer);
  });

  for (const [service, control] of Object.entries(controls)) app.route(`/_sandbox/${service}`, control);
  app.route('/', createPage());
  return app;
}

const requestsQuery = z.strictObject({
  service: z.enum(serviceNames).exactOptional(),
  since: z.coerce.number().exactOptional(),
  after: z.coerce.number().exactOptional(),
});

const repeatBody = z.strictObject({ id: z.string() });

const clockBody = z.strictObject({ advanceMs: z.number().nonnegative() });

const heartbeatMs = 15_000;

function streamChanges(context: Context, kernel: OwnedKernel): Response {
  return streamSSE(context, async (stream) => {
    const ended = new Promise<void>((resolve) => stream.onAbort(resolve));
    const stop = kernel.changes.listen(
      (service) => void stream.writeSSE({ data: JSON.stringify({ service }) }),
    );
    const heartbeat = setInterval(() => void stream.write(': still here\n\n'), heartbeatMs).unref();
    await stream.write(': connected\n\n');
    await ended;
    clearInterval(heartbeat);
    stop();
  });
}

/** A web page elsewhere must not drive a sandbox that builds and runs code on this machine. */
const refuseOtherSites: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? '';
  const origin = context.req.header('origin');
  if (
    !/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) ||
    (origin !== undefined && origin !== `http://${host}`)
  ) {
    return context.json({ error: 'The sandbox answers only to this machine and its own page.' }, 403);
  }
  return next();
};
