import type { Client } from 'pg';
import type { DataSeen, TableRows } from '../../domain/data-seen.ts';
import type { DataReader } from '../contract.ts';
import { type Call, createFailures } from '../failure.ts';
import type { Scrub } from '../secrets.ts';
import { connect, translate } from './connect.ts';
import { findMigrations } from './migrations.ts';
import { isAnswer } from './postgres-error.ts';
import { listTables, type Table } from './tables.ts';

/** One table may take this long, and all of them that; then Postgres’s own estimate will do. */
const oneTableMs = 2_000;
const allTablesMs = 10_000;

const call: Call = { what: 'read its tables', effect: 'reads' };

export function createDataReader(options: { readonly timeoutMs: number; readonly scrub: Scrub }): DataReader {
  const failures = createFailures('Postgres', options.scrub);
  return {
    async look(address) {
      const client = await connect(address, {
        timeoutMs: options.timeoutMs,
        queryMs: allTablesMs,
        call,
        failures,
      });
      try {
        return await look(client);
      } catch (error) {
        throw translate(failures, call, error);
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

async function look(client: Client): Promise<DataSeen & { readonly kind: 'counted' }> {
  const until = Date.now() + allTablesMs;
  await client.query('begin transaction isolation level repeatable read, read only');
  await client.query(`set local statement_timeout = ${oneTableMs}`);
  const { tables, left } = await listTables(client);
  const migrations = await findMigrations(client);
  const rows: TableRows[] = [];
  for (const table of tables) {
    const counted = Date.now() < until ? await count(client, table) : undefined;
    rows.push({ name: table.name, rows: counted ?? table.estimate, exact: counted !== undefined });
  }
  await client.query('rollback');
  return { kind: 'counted', tables: rows, left, migrations };
}

/** Undefined: it takes too long, or may not be read. */
async function count(client: Client, { quoted }: Table): Promise<number | undefined> {
  await client.query('savepoint table_count');
  try {
    const { rows } = await client.query<{ count: string }>(`select count(*) from ${quoted}`);
    return Number(rows[0]?.count);
  } catch (error) {
    if (!isAnswer(error) || !passable.has(error.code)) throw error;
    await client.query('rollback to savepoint table_count');
    return undefined;
  }
}

/** query_canceled, insufficient_privilege. */
const passable: ReadonlySet<string> = new Set(['57014', '42501']);
