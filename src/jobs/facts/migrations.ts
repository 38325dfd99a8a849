import { createHash } from 'node:crypto';
import { fingerprint, readApplied } from '../../database/ledger.ts';
import { withSession } from '../../database/connect.ts';
import type { Component, DatabaseTarget, MigrationTarget, Repository } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import { type CommitSha, shortSha } from '../../domain/ids.ts';
import { type MigrationsPlan, pendingMigration } from '../../domain/migration-plan.ts';
import { classify } from '../../migrations/classify.ts';
import { loadParser } from '../../migrations/parse.ts';
import {
  type AppliedMigration,
  type CommittedMigration,
  readFolder,
  readJournal,
  type Split,
  splitPending,
  textsOf,
} from '../../migrations/pending.ts';
import type { SourceHost } from '../../providers/contract.ts';
import type { Context, Place } from '../context.ts';

const lookMs = 10_000;

/** What the commit has and the database has not, read and judged. Undefined where nobody is to look. */
export async function findMigrations(
  { providers }: Context,
  { app, environment }: Place,
  {
    sha,
    components,
    known,
    touched,
  }: {
    readonly sha: CommitSha;
    /** Empty: all. */
    readonly components: readonly Component[];
    readonly known: MigrationsPlan | undefined;
    /** Files that the commits since what is live have touched. */
    readonly touched: () => Promise<readonly string[]>;
  },
): Promise<MigrationsPlan | undefined> {
  const { database } = environment;
  const target = database?.migrations;
  if (!target || (components.length > 0 && !components.includes('database'))) return undefined;
  const source = new Commit(providers.source, app.repository, sha);
  const [applied, committed] = await Promise.all([
    readTable(providers.database, database, target),
    known ? undefined : listCommitted(source, target),
  ]);
  const base = fingerprint(applied);
  // A commit does not change: on top of the same it brings the same.
  if (known?.base === base && known.run === target.run) return known;
  const { pending, passedOver, ran } = splitPending(
    committed ?? (await listCommitted(source, target)),
    applied,
    target.kind,
  );
  const files = await Promise.all(
    pending.map(async (each) => ({ ...each, ...(await source.sql(each.file)) })),
  );
  const texts = files.map(({ sql }) => textsOf(sql, target.kind));
  const verdicts = texts.length === 0 ? [] : classify(texts, await loadParser(), target.table);
  return {
    run: target.run,
    pending: files.map((file, index) => pendingMigration(file, verdicts[index] ?? [])),
    passedOver,
    edited: await editedSince(source, ran, await touched()),
    base,
  };
}

const mostCompared = 20;

/** Of those that were touched only: a folder of years is not read at every plan. */
async function editedSince(
  source: Commit,
  ran: Split['ran'],
  touched: readonly string[],
): Promise<readonly string[]> {
  const suspects = ran.filter(({ file }) => touched.includes(file)).slice(-mostCompared);
  const now = await Promise.all(suspects.map(async ({ file }) => source.sql(file)));
  return suspects.filter(({ digest }, index) => now[index]?.digest !== digest).map(({ name }) => name);
}

/** The files of one commit. */
export class Commit {
  readonly #source: SourceHost;
  readonly #repository: Repository;
  readonly #sha: CommitSha;

  constructor(source: SourceHost, repository: Repository, sha: CommitSha) {
    this.#source = source;
    this.#repository = repository;
    this.#sha = sha;
  }

  async sql(file: string): Promise<{ readonly sql: string; readonly digest: string }> {
    const sql = await this.text(file);
    if (sql === undefined)
      throw new TerminalError('migration_missing', { file, commit: shortSha(this.#sha) });
    return { sql, digest: createHash('sha256').update(sql).digest('hex') };
  }

  async text(path: string): Promise<string | undefined> {
    const bytes = await this.#source.readFile(this.#repository, { sha: this.#sha, path });
    // As Drizzle reads it, for its hash goes over the text.
    return bytes && Buffer.from(bytes).toString();
  }

  async names(folder: string): Promise<readonly string[]> {
    const names = await this.#source.listFolder(this.#repository, { sha: this.#sha, path: folder });
    if (names === undefined)
      throw new TerminalError('migrations_missing', { folder, commit: shortSha(this.#sha) });
    return names;
  }

  unreadable(file: string): TerminalError {
    return new TerminalError('journal_unreadable', { file, commit: shortSha(this.#sha) });
  }
}

async function listCommitted(
  source: Commit,
  target: MigrationTarget,
): Promise<readonly CommittedMigration[]> {
  if (target.kind === 'sql') return readFolder(await source.names(target.folder), target);
  const text = await source.text(target.journal);
  const entries = text === undefined ? undefined : readJournal(text, target);
  if (entries === undefined) throw source.unreadable(target.journal);
  return entries;
}

async function readTable(
  host: Context['providers']['database'],
  database: DatabaseTarget,
  target: MigrationTarget,
): Promise<readonly AppliedMigration[]> {
  const address = await host.connection(database, {
    via: 'compute',
    ...(target.database !== undefined && { database: target.database }),
  });
  const options = { signal: new AbortController().signal, connectMs: lookMs, queryMs: lookMs };
  return withSession(address, options, (session) => readApplied(session, target));
}
