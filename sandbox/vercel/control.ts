import { Hono } from 'hono';
import { z } from 'zod';
import type { World } from './world.ts';

/** What no API of Vercel offers: making things go wrong. Mounted at `/_sandbox/vercel`. */
export function createVercelControl(world: () => World): Hono {
  const app = new Hono();
  app.post('/fail', async (context) => {
    const { step, forCommit } = failBody.parse(await context.req.json());
    world().failing.push({ step, commit: forCommit });
    return context.json({ ok: true });
  });
  return app;
}

const failBody = z.strictObject({
  step: z.enum(['BUILD', 'PROMOTION']),
  forCommit: z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'expected a full SHA')
    .optional(),
});
