import type { z } from 'zod';
import { RetryableError, TerminalError } from '../domain/errors.ts';
import type { Scrub } from './secrets.ts';

export type ProviderName = 'GitHub' | 'Vercel' | 'Railway' | 'Neon' | 'Postgres' | 'Storage';

/** One request to a platform, in words for people: "create the deployment". */
export interface Call {
  readonly what: string;
  readonly effect: 'reads' | 'mutates';
}

/** What a platform answered, as far as it may be shown. */
interface Answer {
  readonly status: number;
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Stands in as `cause` for the client's own error, which may hold headers and variables. */
class VendorError extends Error {
  override readonly name = 'VendorError';
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(message: string, facts: { status?: number; code?: string; requestId?: string }) {
    super(message);
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
  }
}

export interface Failures {
  /** The platform answered, but not with success. */
  answered(call: Call, answer: Answer): RetryableError | TerminalError;
  /** No (whole) answer came: the network, a timeout, or a body that cannot be read. */
  unanswered(call: Call, error: unknown): RetryableError | TerminalError;
  /** The platform said no in a way that has no status of its own. */
  refused(call: Call, message: string, facts?: { readonly status?: number }): TerminalError;
  /** Likewise, of something that passes. */
  passing(call: Call, message: string): RetryableError;
  /** Checks an answer; one of an unexpected shape says nothing about the effect. */
  parse<Schema extends z.ZodType>(call: Call, schema: Schema, answer: unknown): z.output<Schema>;
  readonly scrub: Scrub;
}

export function createFailures(provider: ProviderName, scrub: Scrub): Failures {
  const brief = (text: string) => cut(scrub(text).replaceAll(/\s+/g, ' ').trim());

  const answered = (call: Call, answer: Answer) => {
    const said = brief(answer.message ?? '') || `status ${answer.status}`;
    const cause = new VendorError(said, {
      status: answer.status,
      ...(answer.code === undefined ? {} : { code: brief(answer.code) }),
      ...(answer.requestId === undefined ? {} : { requestId: brief(answer.requestId) }),
    });
    if (!isWorthAnotherTry(answer.status)) {
      const message = said.replace(/\.$/, '');
      return new TerminalError('provider_refused', { provider, message, status: answer.status }, { cause });
    }
    return new RetryableError(`${provider} answered ${answer.status} (${said}) when asked to ${call.what}`, {
      cause,
      retryAfterMs: answer.retryAfterMs,
      safe: call.effect === 'reads' || wasNotTakenUp(answer.status),
    });
  };

  const unanswered = (call: Call, error: unknown) => {
    if (error instanceof RetryableError || error instanceof TerminalError) return error;
    const { code, why } = explain(error);
    return new RetryableError(`${provider} ${why} when asked to ${call.what}`, {
      cause: new VendorError(why, code === undefined ? {} : { code }),
      safe: call.effect === 'reads' || (code !== undefined && neverSent.has(code)),
    });
  };

  const refused = (call: Call, message: string, facts: { readonly status?: number } = {}) => {
    const said = brief(message).replace(/\.$/, '');
    const cause = new VendorError(`${call.what}: ${said}`, facts);
    return new TerminalError('provider_refused', { provider, message: said, ...facts }, { cause });
  };

  const passing = (call: Call, message: string) =>
    new RetryableError(`${provider} answered “${brief(message)}” when asked to ${call.what}`, {
      safe: call.effect === 'reads',
    });

  const parse = <Schema extends z.ZodType>(call: Call, schema: Schema, answer: unknown) => {
    const result = schema.safeParse(answer);
    if (result.success) return result.data;
    const where = result.error.issues.map((issue) => issue.path.join('.') || '(root)').slice(0, 5);
    throw new RetryableError(
      `${provider} answered in an unexpected shape (${where.join(', ')}) when asked to ${call.what}`,
      { safe: call.effect === 'reads' },
    );
  };

  return { answered, unanswered, refused, passing, parse, scrub };
}

/** `Retry-After` (seconds or a date), else a reset time in seconds since the epoch. */
export function readRetryAfter(
  header: (name: string) => string | null | undefined,
  resetHeader: string,
): number | undefined {
  const after = header('retry-after');
  if (after) {
    const seconds = Number(after);
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - Date.now();
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const reset = Number(header(resetHeader) ?? Number.NaN);
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, reset * 1000 - Date.now()) : undefined;
}

function isWorthAnotherTry(status: number): boolean {
  return status >= 500 || status === 408 || wasNotTakenUp(status);
}

function wasNotTakenUp(status: number): boolean {
  return status === 423 || status === 425 || status === 429;
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has no address (DNS)',
  EAI_AGAIN: 'has no address (DNS)',
  ECONNRESET: 'dropped the connection',
  EPIPE: 'dropped the connection',
  UND_ERR_SOCKET: 'dropped the connection',
  UND_ERR_CONNECT_TIMEOUT: 'could not be reached in time',
  ETIMEDOUT: 'did not answer in time',
  ECONNABORTED: 'did not answer in time',
  ERR_CANCELED: 'did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'did not answer in time',
};

/** Network errors hide in causes and aggregates; their texts are left behind, since a body may be quoted there. */
export function explain(error: unknown): { readonly code?: string; readonly why: string } {
  for (const link of chain(error)) {
    if (link.name === 'TimeoutError' || link.name === 'AbortError') return { why: 'did not answer in time' };
    const code = 'code' in link && typeof link.code === 'string' ? link.code : undefined;
    if (code !== undefined && (words[code] !== undefined || neverSent.has(code)))
      return { code, why: words[code] ?? `could not be reached (${code})` };
  }
  return { why: 'gave no readable answer' };
}

function chain(error: unknown): readonly Error[] {
  const links: Error[] = [];
  const open = [error];
  while (open.length > 0 && links.length < 20) {
    const link = open.shift();
    if (!(link instanceof Error) || links.includes(link)) continue;
    links.push(link);
    open.push(link.cause);
    if (link instanceof AggregateError) open.push(...(link.errors as unknown[]));
  }
  return links;
}

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
