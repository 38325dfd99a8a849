import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';

const config = readConfig(process.env);
const database = openDatabase(config.databaseUrl);
const server = createApp({ database, version: config.version, origins: config.origins }).listen(
  config.port,
  (error) => {
    if (error) throw error;
    console.log(`Listening on port ${config.port}, version ${config.version}`);
  },
);

/** No new requests; those under way are answered before the pool is closed. */
function stop(): void {
  server.close(() => void database.close().then(() => process.exit(0)));
  server.closeIdleConnections();
  setTimeout(() => process.exit(1), 10_000).unref();
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
