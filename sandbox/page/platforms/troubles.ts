import type { Fault } from '../../kernel/contract.ts';
import type { SettingsChange } from '../data/calls.ts';

/** Things that go wrong on real platforms, one button each. */
export interface Trouble {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly faults?: readonly Fault[];
  readonly settings?: SettingsChange;
  /** Once: Vercel's next build, or Railway's health check of the next production deployment. */
  readonly fails?: 'build' | 'health check';
}

export const troubles: readonly Trouble[] = [
  {
    id: 'slow-builds',
    title: 'Slow Vercel builds',
    what: 'The next builds take 30 seconds. Time enough to press Cancel.',
    settings: { vercel: { buildMs: 30_000 } },
  },
  {
    id: 'railway-429',
    title: 'Railway wants less',
    what: 'The next three requests are answered 429, try again in 2 seconds.',
    faults: [
      {
        service: 'railway',
        times: 3,
        effect: { kind: 'status', status: 429, retryAfterSeconds: 2, message: 'Rate limit exceeded' },
      },
    ],
  },
  {
    id: 'slack-down',
    title: 'Slack is down',
    what: 'The next 20 calls of the bot fail. The deploy goes on, and the card catches up.',
    faults: [{ service: 'slack', times: 20, effect: { kind: 'status', status: 503 } }],
  },
  {
    id: 'vercel-lost-answer',
    title: 'A deployment’s answer is lost',
    what: 'Vercel takes the next deployment, then the connection breaks. It must not be made twice.',
    faults: [
      { service: 'vercel', method: 'POST', path: '/deployments', times: 1, effect: { kind: 'drop_after' } },
    ],
  },
  {
    id: 'neon-locked',
    title: 'Neon is busy',
    what: 'The next two changes are answered 423: another operation runs.',
    faults: [
      {
        service: 'neon',
        method: 'POST',
        times: 2,
        effect: { kind: 'status', status: 423, message: 'project already has running operations' },
      },
    ],
  },
  {
    id: 'failing-build',
    title: 'The next build fails',
    what: 'Vercel’s build of the frontend ends with an error, once. Nothing of the release goes live.',
    fails: 'build',
  },
  {
    id: 'ill-backend',
    title: 'The next backend is ill',
    what: 'Its health check fails, once. The release stops and takes back what it did.',
    fails: 'health check',
  },
];
