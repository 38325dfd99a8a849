import { z } from 'zod';
import type { Hook } from './hook.ts';
import { isSignature } from './signature.ts';

/** https://vercel.com/docs/webhooks/webhooks-api */
export const vercelHook: Hook = {
  platform: 'Vercel',
  variable: 'VERCEL_WEBHOOK_SECRET',
  isGenuine: ({ headers, body }, secret) =>
    isSignature(headers['x-vercel-signature'], { algorithm: 'sha1', secret, body }),
  read(_delivery, body) {
    const parsed = event.safeParse(body);
    if (!parsed.success) return 'malformed';
    const { id, payload } = parsed.data;
    const { project, deployment } = payload;
    if (!project) return { id };
    const projects = [project.id, ...(deployment?.name ? [deployment.name] : [])];
    return { id, hint: { platform: 'vercel', projects } };
  },
};

const event = z.object({
  id: z.string().min(1).max(200),
  payload: z.object({
    project: z.object({ id: z.string() }).nullish(),
    /** Its name is the project's. */
    deployment: z.object({ name: z.string().optional() }).nullish(),
  }),
});
