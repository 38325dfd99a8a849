import type { Scrub } from '../secrets.ts';

/** What Postgres itself answered, with its own code. */
export interface PostgresAnswer extends Error {
  readonly code: string;
}

export function isAnswer(error: unknown): error is PostgresAnswer {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string';
}

/** Connection trouble, too many of them, shutting down or starting up, internal errors. */
export function isPassing({ code }: PostgresAnswer): boolean {
  return /^(?:08|53|57P|58|XX)/.test(code);
}

/** query_canceled: only our own limits cancel. */
export function isTimeout({ code }: PostgresAnswer): boolean {
  return code === '57014';
}

const mostSaid = 300;

/** One line of it: what it adds may quote rows. */
export function sayAnswer({ message, code }: PostgresAnswer, scrub: Scrub): string {
  const said = scrub(message).replaceAll(/\s+/g, ' ').trim();
  return `${said.length > mostSaid ? `${said.slice(0, mostSaid - 1)}…` : said} (${code})`;
}
