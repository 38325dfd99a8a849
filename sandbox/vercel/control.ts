import { Hono } from 'hono';
import { z } from 'zod';
import { findDeployment } from './world.ts';
import type { World } from './world.ts';

/** What no API of Vercel offers: making things go wrong, domains without a DNS, what its pages show. Mounted at `/_sandbox/vercel`. */
export function createVercelControl(world: () => World, addDomain: (name: string) => Promise<string>): Hono {
  const app = new Hono();
  app.post('/domain', async (context) => {
    const { name } = domainBody.parse(await context.req.json());
    return context.json({ url: await addDomain(name) }, 201);
  });
  app.post('/fail', async (context) => {
    const { step, forCommit } = failBody.parse(await context.req.json());
    world().failing.push({ step, commit: forCommit });
    return context.json({ ok: true });
  });
  app.post('/dark', async (context) => {
    world().dark.add(darkBody.parse(await context.req.json()).forCommit);
    return context.json({ ok: true });
  });
  // Vercel's pages leave out the prefix of the id.
  app.get('/log/:id', (context) => {
    const id = context.req.param('id');
    const deployment = findDeployment(world(), id.startsWith('dpl_') ? id : `dpl_${id}`);
    if (deployment === undefined) return context.text(`There is no deployment ${id}.\n`, 404);
    return context.text(deployment.log.map(({ text }) => `${text}\n`).join(''));
  });
  return app;
}

const domainBody = z.strictObject({ name: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/) });

const commit = z.string().regex(/^[0-9a-f]{40}$/, 'expected a full SHA');
const failBody = z.strictObject({ step: z.enum(['BUILD', 'PROMOTION']), forCommit: commit.optional() });
const darkBody = z.strictObject({ forCommit: commit });
