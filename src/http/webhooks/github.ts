import { z } from 'zod';
import type { Hook } from './hook.ts';
import { isSignature } from './signature.ts';

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export const githubHook: Hook = {
  platform: 'GitHub',
  variable: 'GITHUB_WEBHOOK_SECRET',
  isGenuine: ({ headers, body }, secret) =>
    isSignature(headers['x-hub-signature-256'], { algorithm: 'sha256', secret, body, prefix: 'sha256=' }),
  read({ headers }, body) {
    const named = namedBy.safeParse(headers);
    const parsed = payload.safeParse(body);
    if (!named.success || !parsed.success) return 'malformed';
    const id = named.data['x-github-delivery'];
    const { action, repository } = parsed.data;
    const ends = ending.get(named.data['x-github-event']);
    if (repository === undefined || ends === undefined || !ends.includes(action)) return { id };
    return { id, hint: { platform: 'github', repository: repository.full_name } };
  },
};

/** By event, the actions after which a check or a deployment stands otherwise. */
const ending: ReadonlyMap<string, readonly (string | undefined)[]> = new Map([
  ['check_run', ['completed']],
  ['check_suite', ['completed']],
  ['status', [undefined]],
  ['deployment_status', ['created']],
]);

const namedBy = z.object({
  'x-github-delivery': z.string().min(1).max(100),
  'x-github-event': z.string(),
});

const payload = z.object({
  action: z.string().optional(),
  repository: z.object({ full_name: z.string() }).optional(),
});
