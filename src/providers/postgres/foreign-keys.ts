import type { Client } from 'pg';
import type { CheckFinding } from '../../domain/drill.ts';

interface ForeignKey {
  readonly name: string;
  readonly child: string;
  readonly parent: string;
  readonly columns: readonly string[];
  readonly targets: readonly string[];
}

const mostShown = 10;

/** Postgres does not look again at what it once let in: every row that points to another is followed. */
export async function checkForeignKeys(client: Client, deadline: number): Promise<CheckFinding> {
  const foreignKeys = await listForeignKeys(client);
  const broken: string[] = [];
  for (const key of foreignKeys) {
    await client.query(`set local statement_timeout = ${Math.max(1, deadline - Date.now())}`);
    if (await hasOrphans(client, key)) broken.push(`${key.name} of ${key.child}`);
  }
  return { kind: 'foreign_keys', checked: foreignKeys.length, broken: broken.slice(0, mostShown) };
}

async function listForeignKeys(client: Client): Promise<readonly ForeignKey[]> {
  const names = (keys: string, relation: string) => `
    (select array_agg(a.attname::text order by k.place)
     from unnest(${keys}) with ordinality as k (number, place)
     join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;
  const { rows } = await client.query<ForeignKey>(`
    select c.conname as name, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
      ${names('c.conkey', 'c.conrelid')} as columns, ${names('c.confkey', 'c.confrelid')} as targets
    from pg_catalog.pg_constraint c
    where c.contype = 'f' and c.conparentid = 0
    order by 2, 1`);
  return rows;
}

async function hasOrphans(client: Client, { child, parent, columns, targets }: ForeignKey): Promise<boolean> {
  const quote = (name: string) => client.escapeIdentifier(name);
  const given = columns.map((column) => `c.${quote(column)} is not null`).join(' and ');
  const same = columns
    .map((column, index) => `p.${quote(targets[index] ?? '')} = c.${quote(column)}`)
    .join(' and ');
  const { rows } = await client.query<{ orphans: boolean }>(
    `select exists (select from ${child} c where ${given} and not exists (select from ${parent} p where ${same})) as orphans`,
  );
  return rows[0]?.orphans === true;
}
