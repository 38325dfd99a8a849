import { z } from 'zod';
import { areRedisAddresses, duration, isAddress } from './values.ts';

/** One environment variable. Descriptions become docs/configuration.md. */
export interface Variable<Value> {
  readonly group: 'Process' | 'Slack' | 'GitHub' | 'Vercel' | 'Railway' | 'Neon' | 'Backups';
  readonly description: string;
  readonly expected: string;
  readonly value: z.ZodType<Value, string>;
  /** Used where the variable is unset or empty. */
  readonly fallback?: string;
  /** Never shown. */
  readonly secret?: true;
  /** It has no fallback, and may still be missing. */
  readonly optional?: true;
}

const line = z.string().regex(/^\S+$/);
const address = z
  .string()
  .refine(isAddress)
  .transform((url) => url.replace(/\/+$/, ''));

function whole(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);
}

function endpoint(group: Variable<string>['group'], fallback: string, description: string) {
  return { group, description, fallback, expected: 'an http(s) address', value: address } as const;
}

export const variables = {
  ROLE: {
    group: 'Process',
    description: '`web` answers Slack and webhooks, `worker` runs operations, `all` does both.',
    expected: '`web`, `worker` or `all`',
    value: z.enum(['web', 'worker', 'all']),
    fallback: 'all',
  },
  PORT: {
    group: 'Process',
    description: 'Port of `/slack/events`, `/webhooks/…` and `/health`; `0` takes any free one.',
    expected: 'a port, 0 to 65535',
    value: whole(0, 65_535),
    fallback: '3000',
  },
  LOG_LEVEL: {
    group: 'Process',
    description:
      'Least severity that is logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. Audit lines always are.',
    expected: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
    value: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    fallback: 'info',
  },
  CABECEO_CONFIG: {
    group: 'Process',
    description: 'Path of the configuration file.',
    expected: 'a path',
    value: z.string(),
    fallback: './cabeceo.yml',
  },
  SHUTDOWN_GRACE_MS: {
    group: 'Process',
    description:
      'Time from SIGTERM until the process exits whatever still runs, ms. Keep it under what the platform grants ' +
      'before it kills (`drainingSeconds` in railway.toml). The next worker resumes what was not finished.',
    expected: 'milliseconds, 0 to 600000',
    value: whole(0, 600_000),
    fallback: '25000',
  },
  LANE_LOCK_MS: {
    group: 'Process',
    description:
      'How long a worker keeps its work without renewing its claim, ms. Another worker resumes what a dead one left ' +
      'within twice this time. The same for all workers.',
    expected: 'milliseconds, 1000 to 60000',
    value: whole(1_000, 60_000),
    fallback: '10000',
  },
  RETENTION: {
    group: 'Process',
    description:
      'How long finished operations and the audit stream stay in Redis, such as `30d`. They go once their audit lines ' +
      'are in the log; the newest 200 releases of each environment stay. The same for all processes.',
    expected: 'a duration from 1h to 3650d, such as 12h or 30d',
    value: duration({ min: '1h', max: '3650d' }),
    fallback: '30d',
  },
  REDIS_URL: {
    group: 'Process',
    description:
      'Redis or Valkey, the only store. It must append to disk (AOF) and never evict (`noeviction`). Several addresses, ' +
      'separated by commas, are nodes of a Redis Cluster, whose others are found through them; one that stands for ' +
      'all nodes is written twice.',
    expected:
      'an address such as redis://localhost:6379 or rediss://user:password@host:6380/0, or those of several nodes of ' +
      'a Redis Cluster, separated by commas, with the same scheme, user and password and no database',
    // A comma may be part of a password: it separates where an address follows.
    value: z
      .string()
      .transform((written): readonly string[] => written.split(/\s*,\s*(?=rediss?:\/\/)/))
      .refine(areRedisAddresses),
    secret: true,
  },
  REDIS_ALLOW_NO_AOF: {
    group: 'Process',
    description:
      '`true` starts although Redis does not append to disk: when it dies, everything since its last snapshot is ' +
      'lost, operations under way included. For trying things out, never for production.',
    expected: '`true` or `false`',
    value: z.enum(['true', 'false']).transform((value) => value === 'true'),
    fallback: 'false',
  },
  SLACK_BOT_TOKEN: {
    group: 'Slack',
    description: 'Bot token: the app’s page, *OAuth & Permissions*, after installing it.',
    expected: 'a bot token, `xoxb-…`',
    value: z.string().regex(/^xoxb-\S+$/),
    secret: true,
  },
  SLACK_SIGNING_SECRET: {
    group: 'Slack',
    description: 'The app’s page, *Basic Information*. Required unless SLACK_APP_TOKEN is set.',
    expected: 'the app’s signing secret, or SLACK_APP_TOKEN for Socket Mode',
    value: line,
    secret: true,
    optional: true,
  },
  SLACK_APP_TOKEN: {
    group: 'Slack',
    description:
      'App-level token with the scope `connections:write`. Where it is set, Slack is reached by Socket Mode: no ' +
      'public address is needed and SLACK_SIGNING_SECRET is not used.',
    expected: 'an app-level token, `xapp-…`',
    value: z.string().regex(/^xapp-\S+$/),
    secret: true,
    optional: true,
  },
  SLACK_API_URL: endpoint('Slack', 'https://slack.com/api', 'Slack’s Web API.'),
  GITHUB_TOKEN: {
    group: 'GitHub',
    description:
      'Personal access token. Required unless the three variables of a GitHub App are set, which win.',
    expected: 'a token, or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_INSTALLATION_ID',
    value: line,
    secret: true,
    optional: true,
  },
  GITHUB_APP_ID: {
    group: 'GitHub',
    description: 'Id or client id of a GitHub App.',
    expected: 'the app’s id (digits) or client id (`Iv…`)',
    value: z.string().regex(/^(?:\d+|Iv\S+)$/),
    optional: true,
  },
  GITHUB_APP_PRIVATE_KEY: {
    group: 'GitHub',
    description: 'Its private key, PEM; line ends may be written as `\\n`.',
    expected: 'a PEM private key, from `-----BEGIN` to its `-----END` line',
    value: z
      .string()
      .transform((key) => key.replaceAll('\\n', '\n').trim())
      .refine((key) => /^-----BEGIN ([A-Z ]*PRIVATE KEY)-----\n[\s\S]+-----END \1-----$/.test(key)),
    secret: true,
    optional: true,
  },
  GITHUB_INSTALLATION_ID: {
    group: 'GitHub',
    description: 'Where it is installed: the number at the end of the installation’s address.',
    expected: 'the installation’s number',
    value: z.string().regex(/^\d+$/).transform(Number),
    optional: true,
  },
  GITHUB_WEBHOOK_SECRET: {
    group: 'GitHub',
    description:
      'Verifies GitHub’s webhooks at `/webhooks/github`, which only shorten waiting. Content type: `application/json`; ' +
      'of use are the events `check_run`, `check_suite`, `status` and `deployment_status`.',
    expected: 'the webhook’s secret',
    value: line,
    secret: true,
    optional: true,
  },
  GITHUB_API_URL: endpoint('GitHub', 'https://api.github.com', 'GitHub’s REST API.'),
  VERCEL_TOKEN: {
    group: 'Vercel',
    description: 'Access token of a member of the team that owns the projects.',
    expected: 'an access token',
    value: line,
    secret: true,
  },
  VERCEL_WEBHOOK_SECRET: {
    group: 'Vercel',
    description:
      'Verifies Vercel’s webhooks at `/webhooks/vercel`, which only shorten waiting; of use are the events about deployments.',
    expected: 'the webhook’s secret',
    value: line,
    secret: true,
    optional: true,
  },
  VERCEL_API_URL: endpoint('Vercel', 'https://api.vercel.com', 'Vercel’s REST API.'),
  RAILWAY_TOKEN: {
    group: 'Railway',
    description: 'Workspace or account token. A project token reaches one environment only.',
    expected: 'a token',
    value: line,
    secret: true,
  },
  RAILWAY_WEBHOOK_SECRET: {
    group: 'Railway',
    description:
      'Railway signs nothing: its webhooks, which only shorten waiting, go to `/webhooks/railway?secret=` and this. Make ' +
      'up a long random word.',
    expected: '16 letters, digits, `-` or `_` at least',
    value: z.string().regex(/^[\w-]{16,}$/),
    secret: true,
    optional: true,
  },
  RAILWAY_API_URL: endpoint(
    'Railway',
    'https://backboard.railway.com/graphql/v2',
    'Railway’s API: the GraphQL endpoint itself.',
  ),
  NEON_API_KEY: {
    group: 'Neon',
    description: 'API key that reaches the projects.',
    expected: 'an API key',
    value: line,
    secret: true,
  },
  NEON_API_URL: endpoint('Neon', 'https://console.neon.tech/api/v2', 'Neon’s API.'),
  AWS_ACCESS_KEY_ID: {
    group: 'Backups',
    description:
      'Key to the storage that backups go to, also where that is not Amazon’s. It must be allowed to list the bucket, and to read, ' +
      'write and delete objects under the prefix. Needed where `policy.backup` is set.',
    expected: 'an access key id',
    value: line,
    optional: true,
  },
  AWS_SECRET_ACCESS_KEY: {
    group: 'Backups',
    description: 'Its secret.',
    expected: 'the secret of AWS_ACCESS_KEY_ID',
    value: line,
    secret: true,
    optional: true,
  },
  AWS_SESSION_TOKEN: {
    group: 'Backups',
    description: 'Of a key that is lent for a while.',
    expected: 'a session token',
    value: line,
    secret: true,
    optional: true,
  },
} as const satisfies Readonly<Record<string, Variable<unknown>>>;

export type VariableName = keyof typeof variables;
export type ValueOf<Name extends VariableName> = z.output<(typeof variables)[Name]['value']>;
