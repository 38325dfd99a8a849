import { Hono } from 'hono';
import { z } from 'zod';
import type { Kernel } from '../kernel/contract.ts';
import type { Fleet } from './fleet.ts';
import { environmentNames } from './seed.ts';

/** What no API of Railway offers: making things go wrong, and what its pages show. Mounted at `/_sandbox/railway`. */
export function createRailwayControl(kernel: Kernel, fleet: () => Fleet): Hono {
  const app = new Hono();

  app.post('/unhealthy', async (context) => {
    const { environment, status, forCommit } = unhealthyBody.parse(await context.req.json());
    fleet().environments[environment].unhealthy = status === 200 ? undefined : { status, commit: forCommit };
    kernel.changed('railway');
    return context.json({ ok: true });
  });

  app.post('/fail', async (context) => {
    const { environment, step, forCommit } = failBody.parse(await context.req.json());
    fleet().environments[environment].failing.push({ step, commit: forCommit });
    return context.json({ ok: true });
  });

  app.post('/status', async (context) => {
    const { deployment: id, status } = statusBody.parse(await context.req.json());
    const deployment = fleet().find(id);
    if (deployment === undefined) return context.json({ error: `There is no deployment ${id}.` }, 404);
    deployment.forced = status ?? undefined;
    kernel.changed('railway');
    return context.json({ ok: true });
  });

  app.put('/traffic', async (context) => {
    const { environment, forCommit, beganMsAgo, ...flow } = trafficBody.parse(await context.req.json());
    const now = kernel.clock.now();
    const { traffic } = fleet().environments[environment];
    traffic.makeUp({ ...flow, commit: forCommit, since: now - beganMsAgo }, now);
    return context.json({ ok: true });
  });

  app.get('/log/:id', (context) => {
    const id = context.req.param('id');
    const deployment = fleet().find(id);
    if (deployment === undefined) return context.text(`There is no deployment ${id}.\n`, 404);
    const lines = [...deployment.buildLogs, ...deployment.runLogs];
    return context.text(lines.map(({ message }) => `${message}\n`).join(''));
  });

  return app;
}

const commit = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'expected a full SHA')
  .optional();

const unhealthyBody = z.strictObject({
  environment: z.enum(environmentNames),
  status: z.int().min(200).max(599),
  forCommit: commit,
});

const failBody = z.strictObject({
  environment: z.enum(environmentNames),
  step: z.enum(['BUILD_IMAGE', 'PRE_DEPLOY_COMMAND', 'HEALTHCHECK']),
  forCommit: commit,
});

const trafficBody = z.strictObject({
  environment: z.enum(environmentNames),
  forCommit: commit,
  perMinute: z.number().min(0).max(1_000_000),
  errorRate: z.number().min(0).max(1).default(0),
  latencyMs: z.number().min(0).default(100),
  beganMsAgo: z.number().min(0).default(0),
});

const statusBody = z.strictObject({ deployment: z.string(), status: z.string().min(1).nullable() });
