import { Hono } from 'hono';
import { z } from 'zod';
import type { Project } from './project.ts';

/** What no API of Neon offers. Mounted at `/_sandbox/neon`. */
export function createNeonControl(project: () => Project): Hono {
  const app = new Hono();
  app.post('/remember', async (context) => {
    const { branch: wanted } = rememberBody.parse(await context.req.json());
    const branch = [...project().branches.values()].find(({ id, name }) => id === wanted || name === wanted);
    if (branch === undefined) return context.json({ error: `There is no branch ${wanted}.` }, 404);
    return context.json({ at: await branch.store.remember() });
  });
  return app;
}

const rememberBody = z.strictObject({ branch: z.string() });
