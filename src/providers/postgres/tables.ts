import type { Client } from 'pg';
import { isMigrationTable } from './migrations.ts';

export interface Table {
  /** With its schema, unless that is `public`. */
  readonly name: string;
  readonly quoted: string;
  readonly estimate: number;
}

const mostTables = 100;

/** Those of the app, the largest first; a table in parts is one. */
export async function listTables(
  client: Client,
): Promise<{ readonly tables: readonly Table[]; readonly left: number }> {
  const { rows } = await client.query<{ schema: string; name: string; estimate: string }>(`
    select n.nspname as schema, c.relname as name, greatest(c.reltuples, 0)::bigint as estimate
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
    order by pg_catalog.pg_total_relation_size(c.oid) desc, 1, 2`);
  const own = rows.filter(({ schema, name }) => !isMigrationTable(schema, name));
  const tables = own.slice(0, mostTables).map(({ schema, name, estimate }) => ({
    name: schema === 'public' ? name : `${schema}.${name}`,
    quoted: `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`,
    estimate: Number(estimate),
  }));
  return { tables, left: own.length - tables.length };
}
