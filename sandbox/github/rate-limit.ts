import type { Hono } from 'hono';
import type { Clock } from '../kernel/contract.ts';

const limit = 5000;
const hourMs = 3_600_000;

/** The headers of every answer. The sandbox counts but does not refuse: a fault does that. */
export function addRateLimit(app: Hono, clock: Clock): void {
  let resetAt = 0;
  let used = 0;
  const headers = () => ({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, limit - used)),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)),
    'x-ratelimit-resource': 'core',
  });

  app.use('*', async (context, next) => {
    if (clock.now() >= resetAt) {
      resetAt = clock.now() + hourMs;
      used = 0;
    }
    used += 1;
    await next();
    for (const [name, value] of Object.entries(headers())) context.header(name, value);
    context.header('x-github-media-type', 'github.v3; format=json');
  });
  app.get('/rate_limit', (context) => {
    const core = { limit, used, remaining: Math.max(0, limit - used), reset: Math.ceil(resetAt / 1000) };
    return context.json({ resources: { core, search: core }, rate: core });
  });
}
