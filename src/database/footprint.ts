import type { TableLock } from '../domain/migration-plan.ts';
import type { Session } from './connect.ts';

/** What a migration did to the tables that were there before it, and how many rows it touched. */
export interface Footprint {
  readonly rows: number;
  readonly locks: readonly TableLock[];
  readonly rewritten: readonly string[];
}

export interface FootprintWatch {
  /** To be called after each statement, in its transaction. */
  readonly onDone: (session: Session, rows: number) => Promise<void>;
  readonly read: () => Footprint;
}

interface Table {
  readonly oid: string;
  readonly name: string;
  readonly file: string;
}

/** The weaker ones keep nobody from reading or writing. */
const strong = ['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'];

export async function watchFootprint(session: Session): Promise<FootprintWatch> {
  const before = new Map((await readTables(session)).map((table) => [table.oid, table]));
  const locks = new Map<string, number>();
  const rewritten = new Set<string>();
  let touched = 0;
  return {
    async onDone(current, rows) {
      touched += rows;
      for (const { oid, mode } of await readLocks(current)) {
        if (before.has(oid)) locks.set(oid, Math.max(strong.indexOf(mode), locks.get(oid) ?? 0));
      }
      for (const { oid, file } of await readTables(current)) {
        const known = before.get(oid);
        if (known && known.file !== file) rewritten.add(known.name);
      }
    },
    read: () => ({
      rows: touched,
      locks: [...locks].map(([oid, mode]) => ({
        table: before.get(oid)?.name ?? oid,
        mode: strong[mode] ?? '',
      })),
      rewritten: [...rewritten],
    }),
  };
}

const own = "n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')";

async function readTables(session: Session): Promise<readonly Table[]> {
  const { rows } = await session.query(
    `select c.oid::text as oid, c.oid::regclass::text as name, c.relfilenode::text as file from pg_class c
     join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm') and ${own}`,
  );
  return rows as unknown as readonly Table[];
}

async function readLocks(
  session: Session,
): Promise<readonly { readonly oid: string; readonly mode: string }[]> {
  const { rows } = await session.query(
    `select relation::text as oid, mode from pg_locks
     where pid = pg_backend_pid() and locktype = 'relation' and granted and mode = any($1)`,
    [strong],
  );
  return rows as unknown as readonly { readonly oid: string; readonly mode: string }[];
}
