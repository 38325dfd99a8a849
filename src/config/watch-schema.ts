import { z } from 'zod';
import type { WatchPolicy } from '../domain/watch-policy.ts';
import { duration } from './values.ts';

export const watch = z.strictObject({
  for: duration({ min: '0s', max: '6h' })
    .optional()
    .describe(
      'How long after each deploy; `0s`: not at all. Default: `5m` where `production` is true, else `0s`.',
    ),
  every: duration({ min: '1s', max: '10m' }).prefault('15s').describe('How often.'),
  rollback: z
    .enum(['automatic', 'button'])
    .prefault('automatic')
    .describe(
      'What becomes of a release that is worse than before: `automatic` rolls it back, once, and says why; `button` says why, with the button.',
    ),
  looks: z
    .int()
    .min(1)
    .max(20)
    .prefault(3)
    .describe(
      'In so many looks in a row something must be red: a health check or the public address that does not answer 200, or the numbers below.',
    ),
  errors: z
    .number()
    .min(0.1)
    .max(100)
    .prefault(5)
    .describe(
      'So many percentage points more of the requests to the backend are answered with 5xx than before. Where it was as much before, it does not count.',
    ),
  latency: z
    .number()
    .min(1.1)
    .max(100)
    .prefault(2)
    .describe('95 % of the requests take up to so many times as long as before.'),
  latencyFloor: duration({ min: '0s', max: '1m' })
    .prefault('500ms')
    .describe('What is faster than this is never too slow.'),
  requests: z
    .int()
    .min(1)
    .max(1_000_000)
    .prefault(50)
    .describe(
      'With fewer requests than this nothing is said of errors and latency. The health checks of the watch are among them.',
    ),
});

const usualMs = 5 * 60_000;

export function toWatchPolicy(file: z.output<typeof watch>, production: boolean): WatchPolicy {
  return {
    forMs: file.for ?? (production ? usualMs : 0),
    everyMs: file.every,
    rollback: file.rollback,
    looks: file.looks,
    errors: file.errors,
    latency: file.latency,
    latencyFloorMs: file.latencyFloor,
    requests: file.requests,
  };
}
