import type { Client } from 'pg';
import type { Call, Failures } from '../failure.ts';
import type { Secret } from '../secrets.ts';
import { addressOf } from './address.ts';
import { isAnswer, isPassing } from './postgres-error.ts';

/** Errors are as `translate` says. `queryMs`: how long one query may take. */
export async function connect(
  address: Secret,
  options: {
    readonly timeoutMs: number;
    readonly queryMs: number;
    readonly call: Call;
    readonly failures: Failures;
  },
): Promise<Client> {
  const { timeoutMs, queryMs, call, failures } = options;
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...addressOf(address),
    application_name: 'cabeceo',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: queryMs,
  });
  // A restore breaks connections: the query that notices it says so.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw translate(failures, call, error);
  }
}

export function translate(failures: Failures, call: Call, error: unknown): Error {
  if (!isAnswer(error)) return failures.unanswered(call, error);
  return isPassing(error) ? failures.passing(call, error.message) : failures.refused(call, error.message);
}
