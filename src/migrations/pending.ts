import { z } from 'zod';
import type { MigrationTarget } from '../domain/environment.ts';

/** A migration that a commit has. */
export interface CommittedMigration {
  readonly name: string;
  readonly file: string;
  readonly when?: number;
}

/** A line of the database's own table. */
export interface AppliedMigration {
  /** Drizzle's hash, or the name of the file. */
  readonly key: string;
  /** Drizzle's `created_at`, or the file's digest. */
  readonly value: string;
}

const journalSchema = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

/** What Drizzle's journal names, in its order; undefined where it is none. */
export function readJournal(
  text: string,
  { folder }: Pick<MigrationTarget, 'folder'>,
): readonly CommittedMigration[] | undefined {
  try {
    const { entries } = journalSchema.parse(JSON.parse(text));
    return entries.map(({ tag, when }) => ({ name: tag, file: inFolder(folder, `${tag}.sql`), when }));
  } catch {
    return undefined;
  }
}

/** The ordered files of a folder. */
export function readFolder(
  names: readonly string[],
  { folder }: Pick<MigrationTarget, 'folder'>,
): readonly CommittedMigration[] {
  return names
    .filter((name) => name.endsWith('.sql') && !name.endsWith('.down.sql'))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name, file: inFolder(folder, name) }));
}

export interface Split {
  readonly pending: readonly CommittedMigration[];
  readonly passedOver: readonly string[];
  /** With the digest (SHA-256, hex) of the file as it ran. */
  readonly ran: readonly (CommittedMigration & { readonly digest: string })[];
}

/**
 * Which of them the database has not. Drizzle goes by time alone: what is not newer than the newest that has run is
 * never run (https://orm.drizzle.team/docs/migrations).
 */
export function splitPending(
  committed: readonly CommittedMigration[],
  applied: readonly AppliedMigration[],
  kind: MigrationTarget['kind'],
): Split {
  if (kind === 'sql') {
    const digests = new Map(applied.map(({ key, value }) => [key, value]));
    const ran = ranOf(committed, ({ name }) => digests.get(name));
    return { pending: committed.filter(({ name }) => !digests.has(name)), passedOver: [], ran };
  }
  const digests = new Map(applied.map(({ key, value }) => [Number(value), key]));
  const newest = Math.max(...digests.keys(), Number.NEGATIVE_INFINITY);
  const isNewer = ({ when = 0 }: CommittedMigration) => when > newest;
  const passedOver = committed.filter((each) => !isNewer(each) && !digests.has(each.when ?? 0));
  return {
    pending: committed.filter(isNewer),
    passedOver: passedOver.map(({ name }) => name),
    ran: ranOf(committed, ({ when = 0 }) => digests.get(when)),
  };
}

function ranOf(
  committed: readonly CommittedMigration[],
  digestOf: (migration: CommittedMigration) => string | undefined,
): Split['ran'] {
  return committed.flatMap((migration) => {
    const digest = digestOf(migration);
    return digest === undefined ? [] : [{ ...migration, digest }];
  });
}

/** As they are sent: Drizzle cuts a file at its marks, wherever they stand. */
export function textsOf(sql: string, kind: MigrationTarget['kind']): readonly string[] {
  return kind === 'drizzle' ? sql.split('--> statement-breakpoint') : [sql];
}

function inFolder(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}
