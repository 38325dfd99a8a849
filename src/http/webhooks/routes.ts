import type { Route } from '../server.ts';
import { githubHook } from './github.ts';
import { railwayHook } from './railway.ts';
import { receive, type ReceiveOptions } from './receive.ts';
import { vercelHook } from './vercel.ts';

const hooks = { github: githubHook, vercel: vercelHook, railway: railwayHook };

export interface WebhookOptions extends Omit<ReceiveOptions, 'hook' | 'secret'> {
  readonly platforms: Readonly<Record<keyof typeof hooks, { readonly webhookSecret?: string }>>;
}

/** `POST /webhooks/github`, `/vercel` and `/railway`. */
export function webhookRoutes({ platforms, ...options }: WebhookOptions): readonly Route[] {
  return (['github', 'vercel', 'railway'] as const).map((name) => ({
    method: 'POST',
    path: `/webhooks/${name}`,
    handle: receive({ ...options, hook: hooks[name], secret: platforms[name].webhookSecret }),
  }));
}
