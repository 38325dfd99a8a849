import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Hook } from './hook.ts';

/** https://docs.railway.com/observability/webhooks: nothing is signed, so that the address itself holds the secret. */
export const railwayHook: Hook = {
  platform: 'Railway',
  variable: 'RAILWAY_WEBHOOK_SECRET',
  isGenuine: ({ query }, secret) => timingSafeEqual(digest(query.get('secret') ?? ''), digest(secret)),
  read(_delivery, body) {
    const parsed = event.safeParse(body);
    if (!parsed.success) return 'malformed';
    const { type, details, resource, timestamp } = parsed.data;
    const deployment = resource.deployment?.id ?? details?.id ?? '';
    const id = [type.toLowerCase(), deployment, details?.status ?? '', timestamp ?? ''].join(' ');
    const { project, environment, service } = resource;
    if (!/^deployment\./i.test(type) || !project || !environment) return { id };
    return {
      id,
      hint: {
        platform: 'railway',
        project: project.id,
        environment: environment.id,
        ...(service && { service: service.id }),
      },
    };
  },
};

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const word = z.string().max(100);
const thing = z.object({ id: word }).nullish();

const event = z.object({
  type: word,
  details: z.object({ id: word.optional(), status: word.optional() }).nullish(),
  resource: z.object({ project: thing, environment: thing, service: thing, deployment: thing }),
  timestamp: word.optional(),
});
