import { createHmac } from 'node:crypto';
import type { Deployment } from './deployment.ts';
import { vercelSeed } from './seed.ts';
import type { World } from './world.ts';

export type WebhookEvent =
  | 'deployment.succeeded'
  | 'deployment.error'
  | 'deployment.canceled'
  | 'deployment.promoted';

/** https://vercel.com/docs/webhooks/webhooks-api */
export function sendWebhook({ kernel }: World, type: WebhookEvent, deployment: Deployment): void {
  const { team, user, project } = vercelSeed;
  const { id, url, meta, target } = deployment;
  const payload = {
    id: kernel.id('evt'),
    type,
    createdAt: kernel.clock.now(),
    region: 'iad1',
    payload: {
      team: { id: team.id },
      user: { id: user.uid },
      deployment: { id, url, name: project.name, meta },
      links: {
        deployment: `https://vercel.com/${team.slug}/${project.name}/${id.replace('dpl_', '')}`,
        project: `https://vercel.com/${team.slug}/${project.name}`,
      },
      target,
      project: { id: project.id },
      plan: kernel.settings.vercel.plan,
      regions: ['iad1'],
    },
  };
  kernel.webhook({
    service: 'vercel',
    event: type,
    payload,
    headers: (body, secret) => ({
      'user-agent': 'Vercel-Webhook/1.0',
      'x-vercel-signature': createHmac('sha1', secret).update(body).digest('hex'),
    }),
  });
}
