import type { Session } from './connect.ts';

/** What a database consists of, a line for each thing, in an order that does not change. */
export async function readSchemaLines(session: Session): Promise<readonly string[]> {
  const { rows } = await session.query(everything);
  return rows.map(({ line }) => String(line));
}

/** "+ column classes.level text not null", and what went, with "-". */
export function compareLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const [had, has] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ];
}

const own =
  "n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'drizzle', 'cabeceo') and n.nspname not like 'pg\\_%'";

const everything = `
  select 'table ' || c.oid::regclass::text as line from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${own}
  union all select 'view ' || c.oid::regclass::text || ' ' || md5(pg_get_viewdef(c.oid)) from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and ${own}
  union all select 'column ' || c.oid::regclass::text || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and ${own}
  union all select 'constraint ' || c.oid::regclass::text || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype <> 'n' and ${own}
  union all select 'index ' || pg_get_indexdef(i.indexrelid) from pg_index i
    join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where ${own} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  union all select 'enum ' || t.oid::regtype::text || ' ' || string_agg(e.enumlabel, ', ' order by e.enumsortorder)
    from pg_enum e join pg_type t on t.oid = e.enumtypid join pg_namespace n on n.oid = t.typnamespace
    where ${own} group by t.oid
  union all select 'function ' || p.oid::regprocedure::text || ' ' || md5(p.prosrc) from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace where ${own}
  order by line`;
