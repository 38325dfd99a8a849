import { drizzle } from 'drizzle-orm/node-postgres';
import { sql } from 'drizzle-orm';
import { Pool } from 'pg';
import * as schema from './schema.ts';

/** Connects on the first query. Connections that the database drops are replaced by new ones. */
export function openDatabase(url: string) {
  const pool = new Pool({
    connectionString: url,
    max: 4,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
    keepAlive: true,
  });
  pool.on('error', (error) => console.error(`An idle database connection ended: ${error.message}`));
  const db = drizzle(pool, { schema });
  return {
    classes: () => read(() => db.select().from(schema.classes).orderBy(schema.classes.id)),
    milongas: () => read(() => db.select().from(schema.milongas).orderBy(schema.milongas.id)),
    products: () => read(() => db.select().from(schema.products).orderBy(schema.products.id)),
    check: () => read(() => db.execute(sql`select 1`)),
    close: () => pool.end(),
  };
}

export type Database = ReturnType<typeof openDatabase>;

/** A pooled connection may have died since its last use, which only the next query finds out: reads try twice. */
async function read<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch {
    return query();
  }
}
