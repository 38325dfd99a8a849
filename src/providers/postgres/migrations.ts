import type { Client } from 'pg';

/** Where the usual migrators keep what they have run, and how they name it. */
const journals = [
  { migrator: 'Drizzle', schema: 'drizzle', table: '__drizzle_migrations', column: 'hash' },
  { migrator: 'Prisma', schema: 'public', table: '_prisma_migrations', column: 'migration_name' },
  { migrator: 'Knex', schema: 'public', table: 'knex_migrations', column: 'name' },
] as const;

const mostMigrations = 1_000;

export function isMigrationTable(schema: string, name: string): boolean {
  return journals.some((journal) => journal.schema === schema && journal.table === name);
}

/** Of the first migrator that has run here; the newest of very many. */
export async function findMigrations(client: Client): Promise<readonly string[]> {
  for (const { schema, table, column } of journals) {
    const { rows: there } = await client.query<{ there: string | null }>(
      `select pg_catalog.to_regclass('${schema}.${table}')::text as there`,
    );
    if (there[0]?.there == null) continue;
    const { rows } = await client.query<{ name: string }>(
      `select ${column}::text as name from ${schema}.${table} order by 1 limit ${mostMigrations}`,
    );
    return rows.map(({ name }) => name);
  }
  return [];
}
