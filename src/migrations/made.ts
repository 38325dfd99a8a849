import type { RangeVar } from 'libpg-query';

/** What earlier statements of the pending migrations made: the code that runs now does not know it. */
export interface Made {
  /** The database's own list of what has run: no migration has a business there. */
  readonly ledger: Ledger | undefined;
  tableIsNew(table: RangeVar | undefined): boolean;
  addTable(table: RangeVar | undefined): void;
  /** Whatever schema it lies in: after a drop or a rename nobody can tell which one a name means. */
  forgetTable(name: string | undefined): void;
  column(table: RangeVar | undefined, column: string): MadeColumn | undefined;
  addColumn(table: RangeVar | undefined, column: string, made: MadeColumn): void;
  forgetColumn(table: RangeVar | undefined, column: string): void;
  constraint(table: RangeVar | undefined, name: string): MadeConstraint | undefined;
  addConstraint(table: RangeVar | undefined, name: string, notNull: string | undefined): void;
  /** A CHECK or NOT NULL of it was validated. */
  provesNotNull(table: RangeVar | undefined, column: string): boolean;
  proveNotNull(table: RangeVar | undefined, column: string): void;
  /** A new file: what the one before held in its transaction is committed. */
  startFile(): void;
  forgetAll(): void;
}

export interface Ledger {
  readonly schema: string;
  readonly name: string;
}

export interface MadeColumn {
  /** Rows of before, and those that the code of before inserts, have a value. */
  readonly filled: boolean;
}

export interface MadeConstraint {
  /** The column that it keeps from being null. */
  readonly notNull: string | undefined;
  /** The transaction that added it, and its lock, last until the file ends. */
  readonly inThisFile: boolean;
}

export function nothingMade(ledger?: Ledger): Made {
  const tables = new Map<string, string>();
  const columns = new Map<string, MadeColumn>();
  const constraints = new Map<string, MadeConstraint>();
  const proven = new Set<string>();
  return {
    ledger,
    tableIsNew: (table) => table !== undefined && tables.has(keyOf(table)),
    addTable(table) {
      if (table && table.relpersistence !== 't') tables.set(keyOf(table), table.relname ?? '');
    },
    forgetTable(name) {
      for (const [key, relname] of tables) if (relname === name) tables.delete(key);
    },
    column: (table, column) => columns.get(keyOf(table, column)),
    addColumn: (table, column, made) => void columns.set(keyOf(table, column), made),
    forgetColumn(table, column) {
      columns.delete(keyOf(table, column));
      proven.delete(keyOf(table, column));
    },
    constraint: (table, name) => constraints.get(keyOf(table, name)),
    addConstraint: (table, name, notNull) =>
      void constraints.set(keyOf(table, name), { notNull, inThisFile: true }),
    provesNotNull: (table, column) => proven.has(keyOf(table, column)),
    proveNotNull: (table, column) => void proven.add(keyOf(table, column)),
    startFile() {
      for (const [key, made] of constraints) constraints.set(key, { ...made, inThisFile: false });
    },
    forgetAll() {
      for (const each of [tables, columns, constraints, proven]) each.clear();
    },
  };
}

/** Names may hold dots. A name without its schema and one with it are two. */
function keyOf(table: RangeVar | undefined, ...rest: readonly string[]): string {
  return JSON.stringify([table?.catalogname, table?.schemaname, table?.relname, ...rest]);
}
