import type { Client, QueryArrayConfig } from 'pg';
import type { CheckFinding, DataCheck } from '../../domain/drill.ts';
import type { DataChecks } from '../data-contract.ts';
import { type Call, createFailures } from '../failure.ts';
import type { Scrub } from '../secrets.ts';
import { connect } from './connect.ts';
import { checkForeignKeys } from './foreign-keys.ts';
import { isAnswer, isPassing, isTimeout, sayAnswer } from './postgres-error.ts';

const call: Call = { what: 'check the data', effect: 'reads' };
/** What the network may take on top of what Postgres may. */
const networkMs = 10_000;

export function createDataChecks(options: { readonly timeoutMs: number; readonly scrub: Scrub }): DataChecks {
  const failures = createFailures('Postgres', options.scrub);
  return {
    async run(address, { checks, checkMs, signal }) {
      const client = await connect(address, {
        timeoutMs: options.timeoutMs,
        queryMs: checkMs + networkMs,
        call,
        failures,
      });
      const stop = () => void client.end().catch(() => undefined);
      signal.addEventListener('abort', stop, { once: true });
      try {
        const findings: CheckFinding[] = [];
        for (const check of checks) {
          signal.throwIfAborted();
          findings.push(await runCheck(client, check, { checkMs, scrub: options.scrub }));
        }
        return findings;
      } catch (error) {
        signal.throwIfAborted();
        throw isAnswer(error) ? failures.passing(call, error.message) : failures.unanswered(call, error);
      } finally {
        signal.removeEventListener('abort', stop);
        await client.end().catch(() => undefined);
      }
    },
  };
}

/** What Postgres says of a check is a finding; what ends the connection is thrown. */
async function runCheck(
  client: Client,
  check: DataCheck,
  { checkMs, scrub }: { readonly checkMs: number; readonly scrub: Scrub },
): Promise<CheckFinding> {
  await client.query('begin transaction read only');
  try {
    await client.query(`set local statement_timeout = ${checkMs}`);
    await client.query(`set local timezone = 'UTC'`);
    return await find(client, check, Date.now() + checkMs);
  } catch (error) {
    if (!isAnswer(error) || isPassing(error)) throw error;
    if (isTimeout(error)) return { kind: 'too_slow' };
    return { kind: 'refused', says: sayAnswer(error, scrub) };
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
}

async function find(client: Client, check: DataCheck, deadline: number): Promise<CheckFinding> {
  switch (check.kind) {
    case 'tables':
      return findTables(client, check.named);
    case 'foreign_keys':
      return checkForeignKeys(client, deadline);
    case 'newest':
      return findNewest(client, check);
    case 'sql':
      return ask(client, check.sql);
  }
}

/** Of the app: neither Postgres's own nor one of an extension; a table in parts is one. */
async function findTables(client: Client, named: readonly string[]): Promise<CheckFinding> {
  const { rows } = await client.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
      and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1, 2`);
  const empty: string[] = [];
  for (const { schema, name } of rows) {
    const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
    const { rows: filled } = await client.query<{ filled: boolean }>(
      `select exists (select from ${table}) as filled`,
    );
    if (filled[0]?.filled !== true) empty.push(nameOf(schema, name));
  }
  const there = rows.map(({ schema, name }) => nameOf(schema, name));
  return {
    kind: 'tables',
    filled: there.length - empty.length,
    empty,
    missing: named.map(plainName).filter((name) => !there.includes(name)),
  };
}

function nameOf(schema: string, name: string): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}

function plainName(name: string): string {
  return name.replace(/^public\./, '');
}

async function findNewest(
  client: Client,
  { table, column }: DataCheck & { readonly kind: 'newest' },
): Promise<CheckFinding> {
  const from = table
    .split('.')
    .map((part) => client.escapeIdentifier(part))
    .join('.');
  const newest = `max(${client.escapeIdentifier(column)})::timestamptz`;
  const { rows } = await client.query<{ at: string | null }>(
    `select (extract(epoch from ${newest}) * 1000)::bigint as at from ${from}`,
  );
  const at = rows[0]?.at;
  return { kind: 'newest', ...(at != null && { at: Number(at) }) };
}

const booleanType = 16;

/** As a part of a query of ours: one query alone, and one row of it. */
async function ask(client: Client, sql: string): Promise<CheckFinding> {
  const query = sql.trim().replace(/;$/, '');
  const config: QueryArrayConfig & { readonly queryMode: 'extended' } = {
    text: `select * from (\n${query}\n) as answer limit 1`,
    rowMode: 'array',
    queryMode: 'extended',
    types: { getTypeParser: () => String },
  };
  const { rows, fields } = await client.query<(string | null)[]>(config);
  const [row] = rows;
  if (!row) return { kind: 'sql' };
  const value = row[0] ?? 'NULL';
  const isBoolean = fields[0]?.dataTypeID === booleanType;
  return { kind: 'sql', value: isBoolean ? (value === 't' ? 'true' : 'false') : value };
}
