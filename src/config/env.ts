import { deepFreeze } from './freeze.ts';
import { ConfigError, type Problem } from './problem.ts';
import { variables, type ValueOf, type Variable, type VariableName } from './variables.ts';

/** What the process environment says: secrets, addresses and how this process runs. Frozen. */
export interface Settings {
  readonly role: 'web' | 'worker' | 'all';
  /** 0: any free port. */
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Path of cabeceo.yml. */
  readonly configPath: string;
  /** From SIGTERM until the process exits whatever still runs, ms. */
  readonly shutdownGraceMs: number;
  /** How long a lane's lock lasts without being renewed, ms. */
  readonly laneLockMs: number;
  /** How long what is finished stays in Redis, ms. */
  readonly retentionMs: number;
  readonly redis: {
    /** Several: nodes of a Redis Cluster. */
    readonly urls: readonly string[];
    /** True: start although Redis does not append to disk, and lose what it held when it dies. */
    readonly allowNoAof: boolean;
  };
  readonly slack: {
    readonly botToken: string;
    readonly connection: SlackConnection;
    /** Ends in a slash, as Slack's clients want it. */
    readonly apiUrl: string;
  };
  readonly github: {
    readonly auth: GithubAuth;
    readonly webhookSecret?: string;
    readonly apiUrl: string;
  };
  readonly vercel: { readonly token: string; readonly webhookSecret?: string; readonly apiUrl: string };
  /** `apiUrl` is the GraphQL endpoint itself. */
  readonly railway: { readonly token: string; readonly webhookSecret?: string; readonly apiUrl: string };
  /** PATH: where the worker finds PostgreSQL's programs. */
  readonly path: string;
  readonly neon: { readonly apiKey: string; readonly apiUrl: string };
  /** Of the storage that backups go to; none where there are no backups. */
  readonly s3?: S3Key;
}

export interface S3Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type SlackConnection =
  | { readonly kind: 'http'; readonly signingSecret: string }
  | { readonly kind: 'socket'; readonly appToken: string };

export type GithubAuth =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly privateKey: string;
      readonly installationId: number;
    };

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws ConfigError with every variable that is missing or malformed. Never shows a secret's value. */
export function readSettings(environment: Environment): Settings {
  const read = new Reader(environment);
  const settings = {
    role: read.required('ROLE'),
    port: read.required('PORT'),
    logLevel: read.required('LOG_LEVEL'),
    configPath: read.required('CABECEO_CONFIG'),
    shutdownGraceMs: read.required('SHUTDOWN_GRACE_MS'),
    laneLockMs: read.required('LANE_LOCK_MS'),
    retentionMs: read.required('RETENTION'),
    redis: { urls: read.required('REDIS_URL'), allowNoAof: read.required('REDIS_ALLOW_NO_AOF') },
    slack: {
      botToken: read.required('SLACK_BOT_TOKEN'),
      connection: readConnection(read),
      apiUrl: `${read.required('SLACK_API_URL')}/`,
    },
    github: {
      auth: readGithubAuth(read),
      ...webhookSecret(read, 'GITHUB_WEBHOOK_SECRET'),
      apiUrl: read.required('GITHUB_API_URL'),
    },
    vercel: {
      token: read.required('VERCEL_TOKEN'),
      ...webhookSecret(read, 'VERCEL_WEBHOOK_SECRET'),
      apiUrl: read.required('VERCEL_API_URL'),
    },
    railway: {
      token: read.required('RAILWAY_TOKEN'),
      ...webhookSecret(read, 'RAILWAY_WEBHOOK_SECRET'),
      apiUrl: read.required('RAILWAY_API_URL'),
    },
    neon: { apiKey: read.required('NEON_API_KEY'), apiUrl: read.required('NEON_API_URL') },
    path: environment['PATH'] ?? '',
    ...readS3(read),
  };
  if (read.problems.length > 0) throw new ConfigError('environment', read.problems);
  return deepFreeze(settings);
}

function readConnection(read: Reader): SlackConnection {
  const appToken = read.optional('SLACK_APP_TOKEN');
  if (appToken !== undefined || read.isSet('SLACK_APP_TOKEN'))
    return { kind: 'socket', appToken: appToken ?? '' };
  return { kind: 'http', signingSecret: read.required('SLACK_SIGNING_SECRET') };
}

function readGithubAuth(read: Reader): GithubAuth {
  const app = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_INSTALLATION_ID'] as const;
  if (!app.some((name) => read.isSet(name))) return { kind: 'token', token: read.required('GITHUB_TOKEN') };
  const [id, key, installation] = app;
  return {
    kind: 'app',
    appId: read.required(id),
    privateKey: read.required(key),
    installationId: read.required(installation),
  };
}

/** Both or neither. */
function readS3(read: Reader): { s3?: S3Key } {
  if (!read.isSet('AWS_ACCESS_KEY_ID') && !read.isSet('AWS_SECRET_ACCESS_KEY')) return {};
  const sessionToken = read.optional('AWS_SESSION_TOKEN');
  return {
    s3: {
      accessKeyId: read.required('AWS_ACCESS_KEY_ID'),
      secretAccessKey: read.required('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken !== undefined && { sessionToken }),
    },
  };
}

function webhookSecret(read: Reader, name: VariableName & `${string}_WEBHOOK_SECRET`) {
  const secret = read.optional(name);
  return secret === undefined ? {} : { webhookSecret: secret };
}

/** Reads one variable at a time and keeps what is wrong. Values it hands out count only while `problems` is empty. */
class Reader {
  readonly problems: Problem[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** An empty variable counts as unset: that is how container platforms and `.env` files leave one out. */
  isSet(name: VariableName): boolean {
    return (this.#environment[name]?.trim() ?? '') !== '';
  }

  optional<Name extends VariableName>(name: Name): ValueOf<Name> | undefined {
    const { value, expected, secret, fallback }: Variable<unknown> = variables[name];
    const written = this.isSet(name) ? this.#environment[name]?.trim() : fallback;
    if (written === undefined) return undefined;
    const parsed = value.safeParse(written);
    if (parsed.success) return parsed.data as ValueOf<Name>;
    const found = secret ? `${written.length} characters that are not that` : JSON.stringify(written);
    this.problems.push({ path: name, found, expected });
    return undefined;
  }

  required<Name extends VariableName>(name: Name): ValueOf<Name> {
    const value = this.optional(name);
    if (value === undefined && !this.isSet(name)) {
      this.problems.push({ path: name, found: 'nothing', expected: variables[name].expected });
    }
    return value as ValueOf<Name>;
  }
}
