import { type Call, type Failures, readRetryAfter } from '../failure.ts';
import { assertPermitted } from '../permit.ts';
import { errorSchema } from './schema.ts';
import type { Scrub } from '../secrets.ts';

export interface VercelSettings {
  readonly apiUrl?: string;
  readonly token: string;
}

export interface ClientOptions {
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly scrub: Scrub;
}

interface VercelRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly team: string | undefined;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
}

export interface VercelClient {
  /** The answer's JSON; undefined for an empty body. */
  send(call: Call, request: VercelRequest): Promise<unknown>;
}

export const vercelUrl = 'https://api.vercel.com';

export function createVercelClient(
  settings: VercelSettings,
  options: ClientOptions,
  failures: Failures,
): VercelClient {
  return {
    async send(call, request) {
      assertPermitted(call);
      const { response, text } = await exchange().catch((error: unknown) => {
        throw failures.unanswered(call, error);
      });
      const body = parseJson(text);
      if (!response.ok) throw failures.answered(call, readAnswer(response, body));
      if (text !== '' && body === undefined) throw failures.unanswered(call, undefined);
      return body;

      async function exchange() {
        const response = await fetch(address(settings.apiUrl ?? vercelUrl, request), {
          method: request.method,
          headers: {
            authorization: `Bearer ${settings.token}`,
            accept: 'application/json',
            'user-agent': options.userAgent,
            ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
          signal: AbortSignal.timeout(options.timeoutMs),
        });
        return { response, text: await response.text() };
      }
    },
  };
}

function address(apiUrl: string, { path, query, team }: VercelRequest): string {
  const search = new URLSearchParams(team === undefined ? {} : { teamId: team });
  for (const [name, value] of Object.entries(query ?? {})) search.set(name, String(value));
  return `${apiUrl.replace(/\/$/, '')}${path}${search.size > 0 ? `?${search.toString()}` : ''}`;
}

function readAnswer(response: Response, body: unknown) {
  const { code, message } = errorSchema.safeParse(body).data?.error ?? {};
  const header = (name: string) => response.headers.get(name);
  return {
    status: response.status,
    message: message ?? response.statusText,
    code: code ?? undefined,
    requestId: header('x-vercel-id') ?? undefined,
    retryAfterMs: readRetryAfter(header, 'x-ratelimit-reset'),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
