/** Runs one query. */
export type Ask = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/**
 * The definitions in a database as text, in an order that is always the same, so that two can be compared: tables with
 * their columns and constraints, indexes, views, sequences, types and functions.
 */
export async function schemaText(ask: Ask): Promise<string> {
  const rows = await ask(definitions);
  return rows.map(({ definition }) => `${String(definition)}\n`).join('\n');
}

/** Takes all rows out of a database; what defines it stays. */
export async function takeRowsOut(ask: Ask): Promise<void> {
  const [found] = await ask(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables from pg_tables where ${own('schemaname')}`,
  );
  const tables = found?.['tables'];
  if (typeof tables === 'string') await ask(`truncate ${tables} restart identity cascade`);
}

function own(schema: string): string {
  return `${schema} not in ('pg_catalog', 'information_schema') and ${schema} not like 'pg\\_%'`;
}

const columns = `
  select string_agg(format('    %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
    coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), case when a.attnotnull then ' NOT NULL' else '' end),
    E',\\n' order by a.attnum)
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`;

const relations = `pg_class c join pg_namespace n on n.oid = c.relnamespace and ${own('n.nspname')}`;

/** Not the constraints of columns that the table itself states. */
const definitions = `
  select definition from (
    select 1 as part, n.nspname || '.' || t.typname as name,
      format(E'CREATE TYPE %I.%I AS ENUM (%s);', n.nspname, t.typname,
        (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)) as definition
    from pg_type t join pg_namespace n on n.oid = t.typnamespace and ${own('n.nspname')} where t.typtype = 'e'
    union all
    select 2, n.nspname || '.' || c.relname, format('CREATE SEQUENCE %I.%I;', n.nspname, c.relname)
    from ${relations} where c.relkind = 'S'
    union all
    select 3, n.nspname || '.' || c.relname, format(E'CREATE TABLE %I.%I (\\n%s\\n);', n.nspname, c.relname, coalesce((${columns}), ''))
    from ${relations} where c.relkind in ('r', 'p')
    union all
    select 4, n.nspname || '.' || c.relname, format(E'CREATE VIEW %I.%I AS\\n%s', n.nspname, c.relname, pg_get_viewdef(c.oid, true))
    from ${relations} where c.relkind in ('v', 'm')
    union all
    select 5, n.nspname || '.' || c.relname || '.' || k.conname,
      format(E'ALTER TABLE ONLY %I.%I\\n    ADD CONSTRAINT %I %s;', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
    from ${relations} join pg_constraint k on k.conrelid = c.oid and k.contype <> 'n'
    union all
    select 6, n.nspname || '.' || c.relname, pg_get_indexdef(c.oid) || ';'
    from ${relations} where c.relkind = 'i' and not exists (select from pg_constraint k where k.conindid = c.oid)
    union all
    select 7, n.nspname || '.' || p.proname, pg_get_functiondef(p.oid) || ';'
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace and ${own('n.nspname')} where p.prokind in ('f', 'p')
  ) all_of_them
  order by part, name, definition`;
