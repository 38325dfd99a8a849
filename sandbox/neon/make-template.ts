import { PGlite } from '@electric-sql/pglite';
import { neonSeed } from './seed.ts';

/** A program: `make-template <directory>` fills an empty directory with a Postgres that has our role and database. */
const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('make-template needs the directory to fill.');

// Small segments of the write-ahead log: a branch is a copy of all files.
const postgres = await PGlite.create({
  dataDir: directory,
  initDbStartParams: ['--wal-segsize=1', '--no-sync'],
});
await postgres.exec(`create role ${neonSeed.role} login superuser`);
await postgres.exec(`create database ${neonSeed.database} owner ${neonSeed.role}`);
await postgres.exec('checkpoint');
await postgres.close();
