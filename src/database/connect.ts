import type { Client } from 'pg';
import { RetryableError, TerminalError } from '../domain/errors.ts';
import { addressOf } from '../providers/postgres/address.ts';
import type { Secret } from '../providers/secrets.ts';
import { SqlFailure } from './sql-failure.ts';

/** One session of a database. Every statement is sent by itself, as it is. */
export interface Session {
  readonly query: (sql: string, values?: readonly unknown[]) => Promise<Answer>;
}

export interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Of a statement that changes rows: how many. */
  readonly rowCount: number;
}

export interface ConnectOptions {
  /** Ends the session; what it has not committed is rolled back by the database. */
  readonly signal: AbortSignal;
  /** A compute that sleeps has to wake up, ms. */
  readonly connectMs?: number;
  /** How long one statement is waited for, ms; else as long as the database works on it. */
  readonly queryMs?: number;
}

/**
 * A session of its own for `work`, ended whatever happens. Throws RetryableError where the database cannot be reached (its
 * `safe` is false once something was sent), TerminalError where it lets nobody in, SqlFailure where it refuses a statement.
 */
export async function withSession<T>(
  address: Secret,
  { signal, connectMs = 20_000, queryMs }: ConnectOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { Client } = (await import('pg')).default;
  const client = new Client({
    ...addressOf(address),
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    ...(queryMs !== undefined && { query_timeout: queryMs }),
    application_name: 'cabeceo',
  });
  // Without a listener a connection that breaks while nothing is asked of it would end the process.
  client.on('error', () => undefined);
  const leave = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await connect(client);
    return await work({ query: (sql, values) => ask(client, { sql, values, signal }) });
  } finally {
    signal.removeEventListener('abort', leave);
    await client.end().catch(() => undefined);
  }
}

async function connect(client: Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    const code = codeOf(error) ?? '';
    // Class 28: who may come in; 3D000: there is no such database.
    if (code.startsWith('28') || code === '3D000')
      throw new TerminalError('database_refused', { message: briefly(error), code });
    throw new RetryableError(`The database could not be reached (${code || 'no answer'})`, { safe: true });
  }
}

async function ask(
  client: Client,
  {
    sql,
    values,
    signal,
  }: { readonly sql: string; readonly values: readonly unknown[] | undefined; readonly signal: AbortSignal },
): Promise<Answer> {
  try {
    // Without values the text goes as it is, in the simple protocol.
    const { rows, rowCount } = await (values
      ? client.query<Record<string, unknown>>(sql, [...values])
      : client.query<Record<string, unknown>>(sql));
    return { rows, rowCount: rowCount ?? 0 };
  } catch (error) {
    signal.throwIfAborted();
    const code = codeOf(error);
    if (code === undefined || isBroken(code))
      throw new RetryableError(`The database broke off (${code ?? 'no answer'})`, { safe: false });
    throw new SqlFailure(briefly(error), code);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Class 08: the connection; class 57P: the server goes down; class 53: it has no room. Node's own start with E. */
function isBroken(code: string): boolean {
  return /^(?:08|57P|53)/.test(code) || /^E[A-Z]/.test(code);
}

function briefly(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return message.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
