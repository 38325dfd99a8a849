import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupTarget } from '../../domain/backup.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { StopPlace } from '../../domain/stop.ts';
import type { BackupKeeper } from '../data-contract.ts';
import { type Call, createFailures } from '../failure.ts';
import { connect, translate } from '../postgres/connect.ts';
import { findMigrations } from '../postgres/migrations.ts';
import { keepSecret, type Scrub, type Secret } from '../secrets.ts';
import { type Bucket, type BucketKey, createBucket } from './bucket.ts';
import { folderOf, formatManifest, isOurs, nameOf, parseManifest } from './manifest.ts';
import { type ProgramsOptions, startProgram, versionOf } from './programs.ts';
import { tryStorage } from './try-storage.ts';
import { printTables, serverVersion } from './table-prints.ts';

export interface KeeperOptions {
  readonly key?: BucketKey | undefined;
  /** PATH of the programs. */
  readonly path: string;
  readonly timeoutMs: number;
  readonly scrub: Scrub;
}

const day = 24 * 3_600_000;
const look: Call = { what: 'read its tables', effect: 'reads' };
/** On the branch of a drill: nobody uses it, and it goes with the branch. */
const restoredName = 'cabeceo_restored';

export function createBackupKeeper(options: KeeperOptions): BackupKeeper {
  const storage = createFailures('Storage', options.scrub);
  const programs: ProgramsOptions = options;
  const buckets = new Map<string, Bucket>();
  const bucketOf = (target: BackupTarget) => {
    const name = JSON.stringify(target);
    const known = buckets.get(name) ?? createBucket(target, options.key, storage);
    buckets.set(name, known);
    return known;
  };
  const seeTables = (address: Secret, signal: AbortSignal) => readTables(address, { ...options, signal });
  const readManifest = async (bucket: Bucket, place: StopPlace, name: string) =>
    parseManifest(await bucket.read(name), place);

  return {
    async programs() {
      const [dump, restore] = await Promise.all([
        versionOf(programs, 'pg_dump'),
        versionOf(programs, 'pg_restore'),
      ]);
      return { dump, restore };
    },
    tryStorage: (target) => tryStorage(bucketOf(target), target),
    async make(target, { id, place, moment, address, onSent, signal }) {
      const bucket = bucketOf(target);
      const name = nameOf(target, place, { id, moment });
      await clean(bucket, folderOf(target, place), name);
      const client = await versionOf(programs, 'pg_dump');
      const seen = await seeTables(address, signal);
      if (client < seen.server)
        throw new TerminalError('backup_program_old', { client, server: seen.server });
      const dump = dumpOf(programs, address, signal);
      await bucket.upload(`${name}.dump`, dump.body, { onSent, signal });
      const { bytes, sha256 } = dump.sum();
      const found = (await bucket.size(`${name}.dump`)) ?? 0;
      if (found !== bytes) throw new TerminalError('backup_differs', { found, wanted: bytes });
      const manifest = { id, ...place, moment, madeAt: Date.now(), bytes, sha256, client, ...seen };
      await bucket.put(`${name}.json`, formatManifest(manifest));
      return manifest;
    },
    async find(target, { id, place, moment }) {
      const bucket = bucketOf(target);
      const name = `${nameOf(target, place, { id, moment })}.json`;
      return (await bucket.size(name)) === undefined ? undefined : readManifest(bucket, place, name);
    },
    async list(target, place) {
      const bucket = bucketOf(target);
      const folder = folderOf(target, place);
      const names = (await bucket.list(folder))
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.json') && isOurs(folder, name));
      const manifests = await Promise.all(names.map((name) => readManifest(bucket, place, name)));
      return manifests.filter((manifest) => manifest !== undefined).toSorted((a, b) => b.moment - a.moment);
    },
    async remove(target, manifest) {
      const bucket = bucketOf(target);
      const place = { app: manifest.app, environment: manifest.environment };
      const name = nameOf(target, place, manifest);
      // First what says that it is complete.
      await bucket.remove(`${name}.json`);
      await bucket.remove(`${name}.dump`);
    },
    async tryRestore(target, manifest, { address, signal }) {
      const bucket = bucketOf(target);
      const { app, environment } = manifest;
      const empty = await emptyDatabase(address, options);
      const program = startProgram(programs, 'pg_restore', {
        arguments: ['--no-owner', '--no-acl', '--no-comments', `--dbname=${restoredName}`],
        address: empty,
        signal,
      });
      const hash = createHash('sha256');
      const body = await bucket.open(`${nameOf(target, { app, environment }, manifest)}.dump`, signal);
      const fed = pipeline(body, hashing(hash), program.stdin).catch((error: unknown) => error);
      await program.ended;
      const broken = await fed;
      if (broken !== undefined)
        throw storage.unanswered({ what: 'read the backup', effect: 'reads' }, broken);
      const isWhole = hash.digest('hex') === manifest.sha256;
      return { isWhole, tables: (await seeTables(empty, signal)).tables };
    },
  };
}

/** What a worker that died has left: parts of uploads, and dumps that nothing says are complete. */
async function clean(bucket: Bucket, folder: string, current: string): Promise<void> {
  await bucket.giveUp(folder);
  const objects = (await bucket.list(folder)).filter(({ name }) => isOurs(folder, name));
  const names = new Set(objects.map(({ name }) => name));
  for (const { name, at } of objects) {
    const isComplete = names.has(name.replace(/\.dump$/, '.json'));
    const isOld = at < Date.now() - day;
    if (!isComplete && isOld && !name.startsWith(current)) await bucket.remove(name);
  }
}

/** The stream ends only when `pg_dump` has ended well: half a dump is never taken for a whole one. */
function dumpOf(programs: ProgramsOptions, address: Secret, signal: AbortSignal) {
  const program = startProgram(programs, 'pg_dump', {
    arguments: ['--format=custom', '--no-password'],
    address,
    signal,
  });
  const hash = createHash('sha256');
  let bytes = 0;
  async function* read() {
    for await (const chunk of program.stdout as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    await program.ended;
  }
  return { body: Readable.from(read()), sum: () => ({ bytes, sha256: hash.digest('hex') }) };
}

function hashing(hash: ReturnType<typeof createHash>) {
  return async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
}

async function readTables(
  address: Secret,
  options: { readonly timeoutMs: number; readonly scrub: Scrub; readonly signal: AbortSignal },
) {
  const failures = createFailures('Postgres', options.scrub);
  const { timeoutMs, signal } = options;
  const client = await connect(address, { timeoutMs, queryMs: 0, call: look, failures });
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const server = await serverVersion(client);
    const names = await findMigrations(client);
    const last = names.at(-1);
    const migrations = { count: names.length, ...(last !== undefined && { last }) };
    return { server, migrations, tables: await printTables(client) };
  } catch (error) {
    signal.throwIfAborted();
    throw translate(failures, look, error);
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}

/** Its address. What an earlier attempt restored goes first. */
async function emptyDatabase(
  address: Secret,
  { timeoutMs, scrub }: { readonly timeoutMs: number; readonly scrub: Scrub },
): Promise<Secret> {
  const failures = createFailures('Postgres', scrub);
  const call: Call = { what: 'make an empty database', effect: 'mutates' };
  const client = await connect(address, { timeoutMs, queryMs: 60_000, call, failures });
  try {
    await client.query(`drop database if exists ${restoredName} with (force)`);
    await client.query(`create database ${restoredName} template template0`);
  } catch (error) {
    throw translate(failures, call, error);
  } finally {
    await client.end().catch(() => undefined);
  }
  const url = new URL(address.reveal());
  url.pathname = `/${restoredName}`;
  return keepSecret(url.href);
}
