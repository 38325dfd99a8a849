import type { Api, RequestParams } from '@neondatabase/api-client';
import { type Call, type Failures, readRetryAfter } from '../failure.ts';
import { once } from '../once.ts';
import { assertPermitted } from '../permit.ts';
import { errorSchema } from './schema.ts';
import type { Scrub } from '../secrets.ts';

export interface NeonSettings {
  readonly apiUrl?: string;
  readonly apiKey: string;
}

export interface ClientOptions {
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly scrub: Scrub;
}

export interface NeonClient {
  /** The answer's body. `params` bounds the request and must be handed on to the method used. */
  ask(
    call: Call,
    use: (neon: Api<unknown>, params: RequestParams) => Promise<{ data: unknown }>,
  ): Promise<unknown>;
}

export function createNeonClient(
  settings: NeonSettings,
  options: ClientOptions,
  failures: Failures,
): NeonClient {
  const connect = once(async () => {
    const { createApiClient } = await import('@neondatabase/api-client');
    return createApiClient({
      apiKey: settings.apiKey,
      baseURL: settings.apiUrl ?? 'https://console.neon.tech/api/v2',
      timeout: options.timeoutMs,
      headers: { 'User-Agent': options.userAgent },
    });
  });
  return {
    async ask(call, use) {
      const neon = await connect();
      assertPermitted(call);
      try {
        // Its own timeout does not end an answer that trickles.
        return (await use(neon, { signal: AbortSignal.timeout(options.timeoutMs) })).data;
      } catch (error) {
        throw translate(failures, call, error);
      }
    },
  };
}

/** An AxiosError carries the key in its headers: only what Neon said is kept. */
interface AnsweredError extends Error {
  readonly response: {
    readonly status: number;
    readonly statusText?: string;
    readonly data: unknown;
    readonly headers: Readonly<Record<string, unknown>>;
  };
}

function translate(failures: Failures, call: Call, error: unknown) {
  if (!isAnswered(error)) return failures.unanswered(call, error);
  const { status, statusText, data, headers } = error.response;
  const said = errorSchema.safeParse(data).data;
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return failures.answered(call, {
    status,
    message: said?.message ?? statusText,
    code: said?.code ?? undefined,
    requestId: said?.request_id ?? header('x-request-id'),
    retryAfterMs: readRetryAfter(header, 'x-ratelimit-reset'),
  });
}

function isAnswered(error: unknown): error is AnsweredError {
  return (
    error instanceof Error &&
    'response' in error &&
    typeof error.response === 'object' &&
    error.response !== null
  );
}
