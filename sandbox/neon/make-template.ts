import { PGlite } from '@electric-sql/pglite';
import { neonSeed } from './seed.ts';

/** A program: `make-template <directory>` fills an empty directory with a Postgres that has our role and database. */
const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('make-template needs the directory to fill.');

// A branch is a copy of all files: small segments of the write-ahead log, and no database that nobody uses.
const made = await PGlite.create({
  dataDir: directory,
  initDbStartParams: ['--wal-segsize=1', '--no-sync'],
});
await made.exec(`create role ${neonSeed.role} login superuser`);
await made.close();

const postgres = await PGlite.create({ dataDir: directory, database: 'template1' });
await postgres.exec(`alter database postgres rename to ${neonSeed.database}`);
await postgres.exec(`alter database ${neonSeed.database} owner to ${neonSeed.role}`);
await postgres.exec(`update pg_database set datistemplate = false where datname = 'template0'`);
await postgres.exec('drop database template0');
await postgres.exec('checkpoint');
await postgres.close();
