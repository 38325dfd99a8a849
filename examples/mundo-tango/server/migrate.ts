import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { readConfig } from './config.ts';

const client = new Client({
  connectionString: readConfig(process.env).databaseUrl,
  connectionTimeoutMillis: 10_000,
});
await client.connect();
await client.query(`set lock_timeout = '5s'; set statement_timeout = '60s'`);
await migrate(drizzle(client), { migrationsFolder: 'drizzle' });
await client.end();
console.log('The database is up to date.');
