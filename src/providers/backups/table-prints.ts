import type { Client } from 'pg';
import type { TablePrint } from '../../domain/backup.ts';

/** Rows are compared as text: it must not depend on who asks. */
const sameText = [
  `set timezone = 'UTC'`,
  `set datestyle = 'ISO, YMD'`,
  `set intervalstyle = 'postgres'`,
  `set extra_float_digits = 1`,
  `set bytea_output = 'hex'`,
];

/** What every table of the app holds, whatever the order of its rows. */
export async function printTables(client: Client): Promise<readonly TablePrint[]> {
  for (const setting of sameText) await client.query(setting);
  const { rows } = await client.query<{ schema: string; name: string }>(`
    select n.nspname as schema, c.relname as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r'
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
      and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1, 2`);
  const prints: TablePrint[] = [];
  for (const { schema, name } of rows) {
    const quoted = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
    prints.push({ table: `${schema}.${name}`, ...(await printTable(client, quoted)) });
  }
  return prints;
}

async function printTable(client: Client, quoted: string): Promise<Pick<TablePrint, 'rows' | 'print'>> {
  // The sum of what the rows come to; numeric, so that it never overflows.
  const { rows } = await client.query<{ rows: string; print: string }>(`
    select count(*) as rows,
      coalesce(sum(('x' || substr(md5(t::text), 1, 16))::bit(64)::bigint::numeric), 0)::text as print
    from ${quoted} as t`);
  const [found] = rows;
  return { rows: Number(found?.rows ?? 0), print: found?.print ?? '' };
}

export async function serverVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
  return Math.floor(Number(rows[0]?.server_version_num ?? 0) / 10_000);
}
