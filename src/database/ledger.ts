import { createHash } from 'node:crypto';
import type { MigrationTarget } from '../domain/environment.ts';
import type { PendingMigration } from '../domain/migration-plan.ts';
import type { AppliedMigration } from '../migrations/pending.ts';
import type { Session } from './connect.ts';

/* The table in which a database keeps which migrations have run: Drizzle's, to the letter, or our own. */

type Target = Pick<MigrationTarget, 'kind' | 'table'>;

/** Empty where there is no such table yet. */
export async function readApplied(session: Session, target: Target): Promise<readonly AppliedMigration[]> {
  const { rows: found } = await session.query('select to_regclass($1) is not null as there', [
    tableOf(target),
  ]);
  if (found[0]?.['there'] !== true) return [];
  const columns =
    target.kind === 'drizzle' ? 'hash as key, created_at::text as value' : 'file as key, digest as value';
  const order = target.kind === 'drizzle' ? 'created_at, id' : 'file';
  const { rows } = await session.query(`select ${columns} from ${tableOf(target)} order by ${order}`);
  return rows.map(({ key, value }) => ({ key: textOf(key), value: textOf(value) }));
}

/** Drizzle's columns may be null. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export async function makeLedger(session: Session, target: Target): Promise<void> {
  const columns =
    target.kind === 'drizzle'
      ? 'id serial primary key, hash text not null, created_at bigint'
      : 'file text primary key, digest text not null, applied_at timestamptz not null default now()';
  await session.query(`create schema if not exists ${quote(target.table.schema)}`);
  await session.query(`create table if not exists ${tableOf(target)} (${columns})`);
}

export async function recordApplied(
  session: Session,
  target: Target,
  migration: PendingMigration,
): Promise<void> {
  const columns = target.kind === 'drizzle' ? '(hash, created_at)' : '(file, digest)';
  const { key, value } = lineOf(migration, target.kind);
  await session.query(`insert into ${tableOf(target)} ${columns} values ($1, $2)`, [key, value]);
}

/** What the table says of it once it has run. */
export function lineOf({ name, digest, when }: PendingMigration, kind: Target['kind']): AppliedMigration {
  return kind === 'drizzle' ? { key: digest, value: String(when ?? 0) } : { key: name, value: digest };
}

export function isSame(a: AppliedMigration, b: AppliedMigration): boolean {
  return a.key === b.key && a.value === b.value;
}

/** Of what had run, to tell whether anything has since. */
export function fingerprint(applied: readonly AppliedMigration[]): string {
  return createHash('sha256')
    .update(JSON.stringify(applied.map(({ key, value }) => [key, value])))
    .digest('hex');
}

function tableOf({ table }: Target): string {
  return `${quote(table.schema)}.${quote(table.name)}`;
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
