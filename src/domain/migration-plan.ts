import type { MigrationTarget } from './environment.ts';
import { kindsOf, type StatementVerdict } from './migration.ts';
import { type MigrationKind, migrationKinds } from './migration-rules.ts';

/** The migrations that a deploy brings: what the commit has and the database has not. */
export interface MigrationsPlan {
  readonly run: MigrationTarget['run'];
  /** In the order in which they run. */
  readonly pending: readonly PendingMigration[];
  /** Names of those that are older than the newest that has run: Drizzle passes them over. */
  readonly passedOver: readonly string[];
  /** Names of those that have run, and that the commits since what is live have changed: the change never runs. */
  readonly edited?: readonly string[];
  /** SHA-256 (hex) over what the database's own table said. */
  readonly base: string;
  readonly rehearsal?: Rehearsal;
}

export interface PendingMigration {
  /** As the journal or the folder calls it. */
  readonly name: string;
  /** Path in the repository. */
  readonly file: string;
  /** SHA-256 (hex) of the file. */
  readonly digest: string;
  /** Drizzle's `when`, ms since the epoch. */
  readonly when?: number;
  readonly statements: number;
  readonly kinds: readonly MigrationKind[];
  /** The first of those of which something is to be said, and how many there are. */
  readonly findings: readonly StatementVerdict[];
  readonly found: number;
  readonly way: MigrationWay;
}

/**
 * `transaction`: all or nothing. `one_by_one`: PostgreSQL refuses it inside a transaction, and each statement can be taken up
 * again. `none`: it would be neither.
 */
export type MigrationWay = 'transaction' | 'one_by_one' | 'none';

/** What came of running them on a copy of the database. `of`: SHA-256 (hex) over what was run, on top of what. */
export type Rehearsal = { readonly of: string } & (
  | {
      readonly kind: 'passed';
      readonly durationMs: number;
      readonly runs: readonly RehearsedMigration[];
      /** Lines of the schema that went and came: `- …` and `+ …`. */
      readonly schema: readonly string[];
    }
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly line: number;
      /** The database's own words. */
      readonly message: string;
      /** https://www.postgresql.org/docs/current/errcodes-appendix.html */
      readonly code: string;
    }
  | { readonly kind: 'slow'; readonly name: string; readonly limitMs: number }
);

export interface RehearsedMigration {
  readonly name: string;
  readonly durationMs: number;
  /** Inserted, updated or deleted. */
  readonly rows: number;
  /** On tables that were there before. */
  readonly locks: readonly TableLock[];
  readonly rewritten: readonly string[];
}

export interface TableLock {
  readonly table: string;
  /** In the words of `pg_locks`: `AccessExclusiveLock`. */
  readonly mode: string;
}

const mostFindings = 20;

export function pendingMigration(
  { name, file, digest, when }: Pick<PendingMigration, 'name' | 'file' | 'digest' | 'when'>,
  verdicts: readonly StatementVerdict[],
): PendingMigration {
  const found = verdicts.filter(({ findings }) => findings.length > 0);
  return {
    name,
    file,
    digest,
    ...(when !== undefined && { when }),
    statements: verdicts.length,
    kinds: allKinds(verdicts.map(kindsOf)),
    findings: found.slice(0, mostFindings),
    found: found.length,
    way: wayOf(verdicts),
  };
}

/** `expand` where there is nothing else. */
function allKinds(kinds: readonly (readonly MigrationKind[])[]): readonly MigrationKind[] {
  const all = new Set(kinds.flat());
  if (all.size > 1) all.delete('expand');
  return all.size === 0 ? ['expand'] : migrationKinds.filter((kind) => all.has(kind));
}

export function kindsOfAll(pending: readonly PendingMigration[]): readonly MigrationKind[] {
  return allKinds(pending.map(({ kinds }) => kinds));
}

const serious: ReadonlySet<MigrationKind> = new Set(['contract', 'irreversible', 'unknown']);

/** It may break the code that runs now, or lose data, or nobody can tell: not for the usual nod. */
export function isSerious(plan: MigrationsPlan | undefined): boolean {
  return kindsOfAll(plan?.pending ?? []).some((kind) => serious.has(kind));
}

/** BEGIN and COMMIT in a file take it apart, and what the parser does not read may hold them. */
function wayOf(verdicts: readonly StatementVerdict[]): MigrationWay {
  const rules = verdicts.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  if (rules.includes('own_transaction') || rules.includes('not_parsed')) return 'none';
  if (verdicts.every(({ alone }) => alone === undefined)) return 'transaction';
  return verdicts.every(({ repeatable }) => repeatable === true) ? 'one_by_one' : 'none';
}

/** What an approval binds, and a rehearsal is worth for. */
export function boundBy({ run, pending, base }: MigrationsPlan): readonly unknown[] {
  return [run, base, pending.map(({ file, digest }) => [file, digest])];
}
