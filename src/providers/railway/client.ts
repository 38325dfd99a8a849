import type { ClientError } from 'graphql-request';
import type { z } from 'zod';
import { type Call, type Failures, readRetryAfter } from '../failure.ts';
import { once } from '../once.ts';
import { assertPermitted } from '../permit.ts';
import type { RailwayDocument } from './schema.ts';
import type { Scrub } from '../secrets.ts';

export interface RailwaySettings {
  /** The GraphQL endpoint itself. */
  readonly apiUrl?: string;
  readonly token: string;
  /** A project token goes into a header of its own; account and workspace tokens are bearers. */
  readonly tokenKind?: 'account' | 'project';
}

export interface ClientOptions {
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly scrub: Scrub;
}

export interface RailwayClient {
  ask<Answer extends z.ZodType, Variables extends Readonly<Record<string, unknown>>>(
    call: Call,
    document: RailwayDocument<Answer, Variables>,
    variables: NoInfer<Variables>,
  ): Promise<z.output<Answer>>;
}

const endpoint = 'https://backboard.railway.com/graphql/v2';

export function createRailwayClient(
  settings: RailwaySettings,
  options: ClientOptions,
  failures: Failures,
): RailwayClient {
  const connect = once(async () => {
    const { GraphQLClient } = await import('graphql-request');
    return new GraphQLClient(settings.apiUrl ?? endpoint, {
      headers: { ...readToken(settings), 'user-agent': options.userAgent },
    });
  });
  return {
    async ask(call, document, variables) {
      const client = await connect();
      const signal = AbortSignal.timeout(options.timeoutMs);
      assertPermitted(call);
      const answer = await client
        .request<unknown>({ document: document.text, variables, signal })
        .catch((error: unknown) => {
          throw translate(failures, call, error);
        });
      return failures.parse(call, document.answer, answer);
    },
  };
}

function readToken({ token, tokenKind }: RailwaySettings): Readonly<Record<string, string>> {
  return tokenKind === 'project' ? { 'project-access-token': token } : { authorization: `Bearer ${token}` };
}

/** The client's own error quotes the variables in its message: nothing of it is kept but what Railway said. */
function translate(failures: Failures, call: Call, error: unknown) {
  if (!isClientError(error)) return failures.unanswered(call, error);
  const { status, errors } = error.response;
  const headers = error.response.headers as Headers | undefined;
  const header = (name: string) => headers?.get(name);
  const message = errors?.map((entry) => entry.message).join('; ');
  const requestId = header('x-railway-request-id') ?? header('x-request-id') ?? undefined;
  const retryAfterMs = readRetryAfter(header, 'x-ratelimit-reset');
  if (status >= 400) return failures.answered(call, { status, message, requestId, retryAfterMs });
  if (message === undefined) return failures.unanswered(call, undefined);
  if (isPassing(message)) return failures.passing(call, message);
  return failures.refused(call, message, isMissing(message) ? { status: 404 } : {});
}

/* Railway answers 200 with a text; its error code says INTERNAL_SERVER_ERROR even to a wrong token. */

function isPassing(message: string): boolean {
  return /problem processing request|timed? ?out|try again|temporarily|unavailable/i.test(message);
}

function isMissing(message: string): boolean {
  return /^deployment not found|could not find deployment/i.test(message);
}

function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && 'response' in error && 'request' in error;
}
