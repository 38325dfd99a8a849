import type { Octokit as Base } from '@octokit/rest';
import { type Call, type Failures, readRetryAfter } from '../failure.ts';
import { once } from '../once.ts';
import { assertPermitted, currentPermit, type Permit } from '../permit.ts';
import type { Scrub } from '../secrets.ts';

export interface GitHubSettings {
  readonly apiUrl?: string;
  readonly auth:
    | { readonly kind: 'token'; readonly token: string }
    | {
        readonly kind: 'app';
        readonly appId: string;
        readonly privateKey: string;
        readonly installationId: number;
      };
}

export interface GitHubClient {
  /** Runs requests on Octokit; whatever goes wrong comes out as ours. */
  ask<T>(call: Call, use: (octokit: Base) => Promise<T>): Promise<T>;
}

export interface ClientOptions {
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly scrub: Scrub;
}

/** A request that the platform asks to repeat later than this is the journal's business, not ours. */
const longestWaitSeconds = 5;

export function createGitHubClient(
  settings: GitHubSettings,
  options: ClientOptions,
  failures: Failures,
): GitHubClient {
  const connect = once(() => createOctokit(settings, options));
  return {
    async ask(call, use) {
      const octokit = await connect();
      assertPermitted(call);
      try {
        return await use(octokit);
      } catch (error) {
        throw translate(failures, call, error);
      }
    },
  };
}

async function createOctokit(settings: GitHubSettings, options: ClientOptions): Promise<Base> {
  const [{ Octokit }, { throttling }, { retry }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
  ]);
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const waitsShortly = (seconds: number, request: unknown, _: unknown, retries: number) =>
    retries === 0 && seconds <= longestWaitSeconds && isRead(request);
  const octokit = new (Octokit.plugin(throttling, retry))({
    ...(await readAuth(settings.auth)),
    baseUrl: settings.apiUrl ?? 'https://api.github.com',
    userAgent: options.userAgent,
    log,
    request: { fetch: fetchWithin(options.timeoutMs), log },
    retry: { retries: 1, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    throttle: { onRateLimit: waitsShortly, onSecondaryRateLimit: waitsShortly, write: unpaced },
  });
  // Asked right before it is sent: a request waits for Octokit's own limits, and for an app's token.
  const fetchWhile = (permit: Permit) => fetchWithin(options.timeoutMs, permit);
  octokit.hook.before('request', (request) => {
    request.headers['x-github-api-version'] = '2022-11-28';
    // A copy: Octokit gives all requests one object, in which the retry plugin counts (one failed read, and the next
    // waits 9 s), and what is set for one would hold for all.
    const mutates = !isRead(request) && !isTokenRequest(request.url);
    request.request = {
      ...request.request,
      ...(mutates && { retries: 0, fetch: fetchWhile(currentPermit()) }),
    };
  });
  return octokit;
}

/** One write a second, shared by all clients, is for bulk work; a deploy's three or four would wait on each other. */
const unpaced = { key: () => ({ schedule: (_: object, job: () => Promise<void>) => job() }) };

async function readAuth(auth: GitHubSettings['auth']): Promise<object> {
  if (auth.kind === 'token') return { auth: auth.token };
  const { createAppAuth } = await import('@octokit/auth-app');
  const { appId, privateKey, installationId } = auth;
  return { authStrategy: createAppAuth, auth: { appId, privateKey, installationId } };
}

/** Each attempt has its own time, its body included; Octokit itself knows no timeout. */
export function fetchWithin(timeoutMs: number, permit: Permit = () => undefined): typeof fetch {
  return async (input, init) => {
    permit();
    return fetch(input, { ...init, signal: within(timeoutMs, init?.signal) });
  };
}

/**
 * A timer of our own: Node 20 may collect `AbortSignal.timeout` under `AbortSignal.any` before it fires, and the request
 * would wait for ever (seen in test/unit/providers/safety.test.ts).
 */
function within(timeoutMs: number, outer: AbortSignal | null | undefined): AbortSignal {
  const controller = new AbortController();
  setTimeout(
    () => controller.abort(new DOMException('no answer in time', 'TimeoutError')),
    timeoutMs,
  ).unref();
  if (outer?.aborted) controller.abort(outer.reason);
  outer?.addEventListener('abort', () => controller.abort(outer.reason), { once: true });
  return controller.signal;
}

function isRead(request: unknown): boolean {
  const method = (request as { readonly method?: string }).method;
  return method === 'GET' || method === 'HEAD';
}

function isTokenRequest(url: string): boolean {
  return url.endsWith('/access_tokens');
}

/** Octokit's RequestError; without a response it stands for a network failure, whatever its status says. */
interface OctokitError extends Error {
  readonly status: number;
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly data: unknown;
  };
}

function translate(failures: Failures, call: Call, error: unknown) {
  if (!isOctokitError(error) || error.response === undefined) return failures.unanswered(call, error);
  const { headers, data } = error.response;
  const header = (name: string) => headers[name];
  return failures.answered(call, {
    status: isRateLimit(error) ? 429 : error.status,
    message: readMessage(data) ?? error.message,
    requestId: headers['x-github-request-id'],
    retryAfterMs: readRetryAfter(header, 'x-ratelimit-reset'),
  });
}

/** GitHub answers 403 to both "you may not" and "not so fast". */
function isRateLimit(error: OctokitError): boolean {
  if (error.status !== 403) return error.status === 429;
  const headers = error.response?.headers ?? {};
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /secondary rate/i.test(error.message)
  );
}

function isOctokitError(error: unknown): error is OctokitError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error;
}

function readMessage(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('message' in data)) return undefined;
  const errors = 'errors' in data && Array.isArray(data.errors) ? (data.errors as unknown[]) : [];
  const details = errors.flatMap((entry) => readMessage(entry) ?? []);
  return [...new Set([String(data.message), ...details])].join('; ');
}

function ignore(): void {}
