import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKernel, type OwnedKernel } from '../../sandbox/kernel/kernel.ts';
import { createNeon, type NeonService } from '../../sandbox/neon/service.ts';
import { type Session, withSession } from '../../src/database/connect.ts';
import { watchFootprint } from '../../src/database/footprint.ts';
import { fingerprint, readApplied } from '../../src/database/ledger.ts';
import { type MigrationOutcome, runMigration } from '../../src/database/run-migration.ts';
import { compareLines, readSchemaLines } from '../../src/database/schema-lines.ts';
import type { MigrationTarget } from '../../src/domain/environment.ts';
import { type RetryableError, TerminalError } from '../../src/domain/errors.ts';
import { type PendingMigration, pendingMigration } from '../../src/domain/migration-plan.ts';
import { classify } from '../../src/migrations/classify.ts';
import { loadParser } from '../../src/migrations/parse.ts';
import { keepSecret } from '../../src/providers/secrets.ts';

const parse = await loadParser();
let kernel: OwnedKernel;
let neon: NeonService;

beforeAll(async () => {
  kernel = createKernel();
  neon = await createNeon(kernel);
  await neon.settled();
});
afterAll(async () => {
  await neon.close();
  await kernel.close();
});
beforeEach(() =>
  session(async ({ query }) => {
    await query('drop schema if exists drizzle, cabeceo cascade');
    await query('drop table if exists dancers, pairs');
    await query('create table dancers (id int primary key, name text)');
    await query("insert into dancers values (1, 'Ana'), (2, null)");
  }),
);

const address = () => keepSecret(neon.connectionUri('production'));
const session = <T>(
  work: (session: Session) => Promise<T>,
  signal = new AbortController().signal,
): Promise<T> => withSession(address(), { signal }, work);

const target: MigrationTarget = {
  run: 'cabeceo',
  kind: 'drizzle',
  folder: 'drizzle',
  journal: 'drizzle/meta/_journal.json',
  table: { schema: 'drizzle', name: '__drizzle_migrations' },
  rehearsalMs: 10_000,
  lockTimeoutMs: 500,
  statementTimeoutMs: 10_000,
};

interface Written extends PendingMigration {
  readonly sql: string;
}

function written(...sqls: readonly string[]): readonly Written[] {
  return sqls.map((sql, index) => {
    const digest = createHash('sha256').update(sql).digest('hex');
    const file = { name: `000${index}`, file: `000${index}.sql`, digest, when: 100 + index };
    return { ...pendingMigration(file, classify([[sql]], parse)[0] ?? []), sql };
  });
}

function run(
  pending: readonly Written[],
  index = 0,
  over: { base?: string; kind?: 'sql' } = {},
): Promise<MigrationOutcome> {
  const migration = pending[index] ?? expect.unreachable();
  const parsed = parse(migration.sql);
  const statements = parsed.kind === 'parsed' ? parsed.statements : [];
  const own =
    over.kind === 'sql'
      ? { ...target, kind: 'sql' as const, table: { schema: 'cabeceo', name: 'migrations' } }
      : target;
  const base = over.base ?? fingerprint([]);
  return session((current) => runMigration(current, { target: own, pending, migration, statements, base }));
}

const rowsOf = (sql: string) => session(async ({ query }) => (await query(sql)).rows);
const tables = async () =>
  (await rowsOf("select relname as name from pg_class where relname in ('pairs', 'dancers') order by 1")).map(
    ({ name }) => String(name),
  );

describe('a migration', () => {
  it('runs with its line in the table that Drizzle’s own migrator reads', async () => {
    const pending = written('CREATE TABLE pairs (a int)');
    expect(await run(pending)).toEqual({ kind: 'ran' });
    expect(await rowsOf('select hash, created_at from drizzle.__drizzle_migrations')).toEqual([
      { hash: pending[0]?.digest, created_at: '100' },
    ]);
  });

  it('of a plain folder has its line in a table of our own', async () => {
    const pending = written('CREATE TABLE pairs (a int)');
    expect(await run(pending, 0, { kind: 'sql' })).toEqual({ kind: 'ran' });
    expect(await rowsOf('select file, digest from cabeceo.migrations')).toEqual([
      { file: '0000', digest: pending[0]?.digest },
    ]);
  });

  it('is not repeated: what the table says counts', async () => {
    const pending = written("INSERT INTO dancers VALUES (3, 'Ada')", 'CREATE TABLE pairs (a int)');
    await run(pending, 0);
    expect(await run(pending, 0)).toEqual({ kind: 'had_run' });
    expect(await run(pending, 1)).toEqual({ kind: 'ran' });
    expect(await run(pending, 1)).toEqual({ kind: 'had_run' });
    expect(await rowsOf('select count(*)::int as n from dancers')).toEqual([{ n: 3 }]);
  });

  it('that fails leaves nothing behind, and tells the line and the database’s words without its rows', async () => {
    const pending = written(
      "CREATE TABLE pairs (a int);\n\nINSERT INTO dancers VALUES (1, 'secret@example.com')",
    );
    expect(await run(pending)).toEqual({
      kind: 'failed',
      line: 3,
      code: '23505',
      message: 'duplicate key value violates unique constraint "dancers_pkey"',
    });
    expect(await tables()).toEqual(['dancers']);
    expect(await session((current) => readApplied(current, target))).toEqual([]);
  });

  it('whose constraint is checked at the end fails as a whole', async () => {
    const pending = written(
      'CREATE TABLE pairs (a int REFERENCES dancers DEFERRABLE INITIALLY DEFERRED); INSERT INTO pairs VALUES (99)',
    );
    expect(await run(pending)).toMatchObject({ kind: 'failed', code: '23503' });
    expect(await tables()).toEqual(['dancers']);
  });

  it.each([
    [
      'somebody has run another one',
      "insert into drizzle.__drizzle_migrations (hash, created_at) values ('other', 7)",
    ],
    ['what has run has another hash', "update drizzle.__drizzle_migrations set hash = 'other'"],
    ['one before it was taken back', 'delete from drizzle.__drizzle_migrations'],
  ])('is not run where %s', async (_, meanwhile) => {
    const pending = written('SELECT 1', 'CREATE TABLE pairs (a int)');
    await run(pending, 0);
    await session(({ query }) => query(meanwhile));
    expect(await run(pending, 1)).toEqual({ kind: 'moved' });
    expect(await tables()).toEqual(['dancers']);
  });

  it('runs on top of what had run before', async () => {
    await run(written('SELECT 1'));
    const base = fingerprint(await session((current) => readApplied(current, target)));
    const next = written('SELECT 1', 'CREATE TABLE pairs (a int)').slice(1);
    expect(await run(next, 0, { base })).toEqual({ kind: 'ran' });
    expect(await run(next, 0, { base: fingerprint([]) })).toEqual({ kind: 'moved' });
  });

  it('is rolled back by the database where its worker is gone in the middle', async () => {
    const gone = new AbortController();
    const stopped = session(async ({ query }) => {
      await query('begin');
      await query('create table pairs (a int)');
      gone.abort(new Error('killed'));
      await query('commit');
    }, gone.signal);
    await expect(stopped).rejects.toThrow();
    expect(await tables()).toEqual(['dancers']);
  });
});

describe('a migration that runs outside of a transaction', () => {
  const index = 'CREATE INDEX CONCURRENTLY dancers_name ON dancers (name)';
  const state = () =>
    rowsOf("select indisvalid as valid from pg_index where indexrelid = to_regclass('dancers_name')");

  it('has its line in the table once it is done', async () => {
    expect(await run(written(index))).toEqual({ kind: 'ran' });
    expect(await state()).toEqual([{ valid: true }]);
    expect(await run(written(index))).toEqual({ kind: 'had_run' });
  });

  it('is taken up where it broke off: what is done stays, what is half done is done anew', async () => {
    const pending = written(
      `${index}; CREATE INDEX CONCURRENTLY dancers_id ON dancers (id); DROP INDEX CONCURRENTLY gone`,
    );
    await session(async ({ query }) => {
      await query('create index dancers_name on dancers (name)');
      await query('create index dancers_id on dancers (id)');
      await query("update pg_index set indisvalid = false where indexrelid = 'dancers_id'::regclass");
    });
    expect(await run(pending)).toEqual({ kind: 'ran' });
    expect(
      await rowsOf("select bool_and(indisvalid) as valid from pg_index where indrelid = 'dancers'::regclass"),
    ).toEqual([{ valid: true }]);
  });

  it('leaves no broken index behind where it fails', async () => {
    await session(({ query }) => query("insert into dancers values (3, 'Ana')"));
    expect(
      await run(written('CREATE UNIQUE INDEX CONCURRENTLY dancers_name ON dancers (name)')),
    ).toMatchObject({
      kind: 'failed',
      code: '23505',
    });
    expect(await state()).toEqual([]);
    expect(await session((current) => readApplied(current, target))).toEqual([]);
  });
});

describe('what a rehearsal tells', () => {
  it('are the locks on tables that were there, the rows, what was rewritten, and what the schema gains and loses', async () => {
    const sql = [
      'CREATE TABLE pairs (a int)',
      "UPDATE dancers SET name = 'x'",
      'CREATE INDEX dancers_name ON dancers (name)',
      'ALTER TABLE dancers ALTER COLUMN id TYPE bigint',
    ].join(';\n');
    const pending = written(sql);
    const [migration] = pending;
    const parsed = parse(sql);
    if (!migration || parsed.kind !== 'parsed') return expect.unreachable();
    const { statements } = parsed;
    const before = await session(readSchemaLines);
    const footprint = await session(async (current) => {
      const watch = await watchFootprint(current);
      const { onDone } = watch;
      await runMigration(current, { target, pending, migration, statements, base: fingerprint([]), onDone });
      return watch.read();
    });
    expect(footprint).toEqual({
      rows: 2,
      locks: [{ table: 'dancers', mode: 'AccessExclusiveLock' }],
      rewritten: ['dancers'],
    });
    expect(compareLines(before, await session(readSchemaLines))).toEqual([
      '- column dancers.id integer not null',
      '+ column dancers.id bigint not null',
      '+ column pairs.a integer',
      '+ index CREATE INDEX dancers_name ON public.dancers USING btree (name)',
      '+ table pairs',
    ]);
  });
});

describe('a database', () => {
  it('that lets nobody in is a refusal that shows no password', async () => {
    const wrong = new URL(neon.connectionUri('production'));
    wrong.password = 'npg_planted0000000';
    const error = await withSession(
      keepSecret(wrong.href),
      { signal: new AbortController().signal },
      async () => 1,
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TerminalError);
    expect(JSON.stringify([error, String(error), (error as TerminalError).facts])).not.toContain('planted');
  });

  it('that is not there is worth another try', async () => {
    const nowhere = keepSecret('postgresql://mundo_owner:npg_planted0000000@127.0.0.1:1/mundo');
    const error = await withSession(nowhere, { signal: new AbortController().signal }, async () => 1).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'RetryableError', safe: true });
    expect((error as RetryableError).message).not.toContain('planted');
  });
});
