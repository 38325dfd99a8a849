import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../free-port.ts';
import { runTied, spawnTied } from '../processes/tied-process.ts';
import type { Compute, ComputeOptions } from './compute-contract.ts';
import { neonSeed } from './seed.ts';
import { type Ask, schemaText, takeRowsOut } from './schema-text.ts';
import { createTurns } from './turns.ts';

/*
 * Branches on PostgreSQL's own server instead of PGlite, where SANDBOX_POSTGRES names the folder of its programs: what
 * speaks more of its protocol than PGlite does (`pg_dump`, `pg_restore`, several databases) is tried on these.
 */

export function serverPrograms(): string | undefined {
  return process.env['SANDBOX_POSTGRES'] || undefined;
}

/** The major version that branches run on. */
export function postgresVersion(): number {
  const programs = serverPrograms();
  if (programs === undefined) return pgliteVersion;
  serverVersion ??= Number(
    /\b(\d+)[.\w]*/.exec(execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }))?.[1],
  );
  return serverVersion;
}

const pgliteVersion = 18;
let serverVersion: number | undefined;

/** Fills an empty directory with the seeded role and database. */
export async function makeServerDirectory(programs: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  if (isRoot()) await chown(directory, nobody, nobody);
  const { role, database } = neonSeed;
  const options = '--auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8 --wal-segsize=1';
  const words = `initdb -D '${directory}' -U ${role} ${options}`;
  await run(words, `exec ${asNobody(programs, words)}`);
  await single(programs, directory, [
    `create database ${database} owner ${role}`,
    `create role ${adminRole} superuser login`,
  ]);
}

/** Ours, beside those of the branch. */
const adminRole = 'sandbox_admin';
const noticeWritesMs = 200;
const waitMs = 30_000;

export async function startServer(programs: string, options: ComputeOptions): Promise<Compute> {
  const { directory, passwords, onWritten } = options;
  // A copy of a server that runs: it is brought up as one that has lost its power.
  await rm(join(directory, 'postmaster.pid'), { force: true });
  await own(directory);
  const admin = randomBytes(12).toString('hex');
  const secrets = Object.entries({ ...passwords, [adminRole]: admin });
  await single(
    programs,
    directory,
    secrets.map(([role, password]) => `alter role ${role} password '${password}'`),
  );
  await writeFile(join(directory, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
  const port = await freePort();
  const lines: string[] = [];
  const server = spawnTied(
    `exec ${asNobody(programs, `postgres -D '${directory}' -p ${port} ${settings}`)}`,
    {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      onLine: (line) => void lines.push(line),
    },
  );
  const client = await connected(port, admin, server.exited, lines);
  const position = async () => {
    const { rows } = await client.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn');
    return rows[0]?.lsn ?? '0/0';
  };
  const turns = createTurns();
  let known = await position();
  const notice = async () => {
    const lsn = await position();
    if (lsn !== known) onWritten(lsn);
    known = lsn;
  };
  const noticing = setInterval(() => void turns.alone(notice).catch(() => undefined), noticeWritesMs);
  void server.exited.then(() => clearInterval(noticing));
  return {
    port,
    ended: server.exited.then(() => undefined),
    frozen: (work) =>
      turns.alone(async () => {
        await client.query('checkpoint');
        await notice();
        const frozen = await freeze(directory, client);
        try {
          return await work(known);
        } finally {
          for (const pid of frozen.toReversed()) process.kill(pid, 'SIGCONT');
        }
      }),
    schema: () => turns.alone(() => withDatabase({ port, password: admin }, schemaText)),
    takeRowsOut: () => turns.alone(() => withDatabase({ port, password: admin }, takeRowsOut)),
    async stop() {
      clearInterval(noticing);
      await turns.take();
      await client.end().catch(() => undefined);
      const [pid] = await postmaster(directory);
      if (pid !== undefined) process.kill(pid, 'SIGINT');
      const timer = setTimeout(() => void server.stop(0), waitMs);
      await server.exited;
      clearTimeout(timer);
    },
  };
}

const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum=off',
  'max_connections=30',
  'shared_buffers=16MB',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** Nothing moves any more: what lies on the disk is what a power cut would leave. Our own connection last. */
async function freeze(directory: string, client: Client): Promise<readonly number[]> {
  const first = await postmaster(directory);
  for (const pid of first) process.kill(pid, 'SIGSTOP');
  const { rows } = await client.query<{ pid: number }>(
    'select pid from pg_stat_activity order by pid = pg_backend_pid()',
  );
  const others = rows.map(({ pid }) => pid);
  for (const pid of others) process.kill(pid, 'SIGSTOP');
  return [...first, ...others];
}

async function postmaster(directory: string): Promise<readonly number[]> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? [pid] : [];
}

async function connected(
  port: number,
  password: string,
  exited: Promise<unknown>,
  lines: readonly string[],
): Promise<Client> {
  let over = false;
  void exited.then(() => (over = true));
  const until = Date.now() + waitMs;
  for (;;) {
    const client = new Client({ host: '127.0.0.1', port, user: adminRole, password, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (over || Date.now() > until)
        throw new Error(`PostgreSQL did not start: ${lines.slice(-5).join(' | ')}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** A connection of its own to the database that branches hold. */
async function withDatabase<T>(
  { port, password }: { readonly port: number; readonly password: string },
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const { database } = neonSeed;
  const client = new Client({ host: '127.0.0.1', port, user: adminRole, password, database });
  await client.connect();
  try {
    return await work(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows);
  } finally {
    await client.end();
  }
}

/** A copy belongs to whoever made it, and the server wants its folder to itself. */
async function own(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  if (isRoot()) await promisify(execFile)('chown', ['-R', `${nobody}:${nobody}`, directory]);
}

/** Of Debian and most others: the server refuses to run as root. */
const nobody = 65_534;

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function asNobody(programs: string, words: string): string {
  const plain = isRoot() ? `setpriv --reuid=${nobody} --regid=${nobody} --clear-groups ` : '';
  return `${plain}${programs}/${words}`;
}

/** Without a server: nobody else can be connected. */
async function single(programs: string, directory: string, statements: readonly string[]): Promise<void> {
  const texts = statements.map((sql) => `'${sql.replaceAll("'", `'\\''`)}'`).join(' ');
  const words = `postgres --single -j -c fsync=off -D '${directory}' postgres`;
  await run(words, `printf '%s;\\n\\n' ${texts} | ${asNobody(programs, words)}`);
}

async function run(words: string, line: string): Promise<void> {
  const lines: string[] = [];
  const code = await runTied(line, {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    onLine: (each) => void lines.push(each),
  });
  if (code !== 0) throw new Error(`PostgreSQL's ${words.split(' ')[0]} failed:\n${lines.join('\n')}`);
}
