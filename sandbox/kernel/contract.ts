import type { Hono } from 'hono';

export const serviceNames = ['slack', 'github', 'vercel', 'railway', 'neon', 's3'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What every local service shares. One kernel for all five. */
export interface Kernel {
  readonly clock: Clock;
  readonly settings: Settings;
  /** Empty at start, under the repository so that builds find its node_modules, deleted at close. */
  readonly directory: string;
  /** Seeded: the same order of calls gives the same ids. `id('dpl')` -> `dpl_8fk2…`; `length` random characters. */
  id(prefix: string, options?: { readonly separator?: string; readonly length?: number }): string;
  /**
   * Names outside the sandbox (`api.mundo-tango.example`) and the local address that stands in for each. The bot knows
   * only local addresses: where it names a host to a service (a Vercel alias), ask `realName(kernel.hosts, host)`.
   */
  readonly hosts: Map<string, string>;
  /** A Hono app with request journal, token check, faults and loud refusal of unknown routes already in place. */
  app(service: ServiceName, options: AppOptions): Hono;
  /** Tells the page that this service's state has changed. */
  changed(service: ServiceName): void;
  /** Sends it to the bot, once, and waits for nothing: after the change that it tells of. */
  webhook(webhook: Webhook): void;
}

export interface AppOptions {
  /** Undefined: the request may pass. A string: why not (answered by `refuse`). */
  readonly authorise: (request: Request) => string | undefined;
  /** The vendor's own shape for 401, 404 (unknown route), 429 and 5xx answers. */
  readonly refuse: (status: number, message: string) => Response;
}

export interface Clock {
  /** ms since the epoch; real time plus what was added by `advance`. */
  now(): number;
  /** Resolves when the clock has passed `ms`; `advance` shortens it. Never keeps the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  advance(ms: number): void;
}

/** Durations (ms) and switches that `PUT /_sandbox/settings` changes while everything runs. */
export interface Settings {
  vercel: {
    queueMs: number;
    buildMs: number;
    promoteMs: number;
    /** Really runs the build command. */ realBuilds: boolean;
    /** Of the team: on `hobby` only the deployment before the current one can be rolled back to. */
    plan: 'hobby' | 'pro' | 'enterprise';
  };
  railway: {
    queueMs: number;
    buildMs: number;
    deployMs: number;
    realBuilds: boolean;
    rollbackWindowMs: number;
  };
  neon: { operationMs: number; historyMs: number; branchesLimit: number };
  webhooks: { enabled: boolean };
}

export interface Webhook {
  readonly service: ServiceName;
  /** As the platform calls it: `deployment.succeeded`. */
  readonly event: string;
  readonly payload: unknown;
  /** Those that go with this very body. */
  readonly headers: (body: string, secret: string) => Record<string, string>;
}

/** Where a service's webhooks go, and the secret that is set up there. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface SentWebhook {
  readonly id: string;
  readonly service: ServiceName;
  readonly event: string;
  readonly at: number;
  readonly payload: unknown;
  /** One for each time that it was sent and answered; status 0: nobody answered. */
  readonly answers: readonly { readonly status: number; readonly text: string }[];
}

export interface SandboxService {
  readonly name: ServiceName;
  readonly app: Hono;
  /** What the page shows of it, JSON. */
  state(): unknown;
  /** Back to the seed. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** A rule for requests that are to go wrong. The first that matches and has `times` left is used up by one. */
export interface Fault {
  readonly service: ServiceName;
  /** `POST`, or any. */
  readonly method?: string;
  /** Substring of the path, or of the GraphQL operation name. */
  readonly path?: string;
  readonly times: number;
  readonly effect:
    | { readonly kind: 'latency'; readonly ms: number }
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly retryAfterSeconds?: number;
        readonly message?: string;
      }
    | { readonly kind: 'drop_before' }
    | { readonly kind: 'drop_after' };
}

/** One line of a service's request journal: what tests count. */
export interface JournalEntry {
  /** Counts up in the order in which requests were answered. */
  readonly number: number;
  readonly service: ServiceName;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** For GraphQL: the operation's name. For Slack: the method. */
  readonly operation?: string;
  readonly body?: unknown;
  readonly status: number;
  /** Set where a fault was applied. */
  readonly fault?: string;
  /** True where no route knew the request. */
  readonly unknown?: boolean;
}
