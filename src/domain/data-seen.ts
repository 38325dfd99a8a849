/** What a look into a database found. */
export type DataSeen =
  | {
      readonly kind: 'counted';
      /** The largest first. */
      readonly tables: readonly TableRows[];
      /** How many smaller tables were not counted. */
      readonly left: number;
      /** Names, or hashes, of what the migrator has run; nothing where no migrator is known. */
      readonly migrations: readonly string[];
    }
  /** `why`: in a few words. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface TableRows {
  /** With its schema, unless that is `public`. */
  readonly name: string;
  readonly rows: number;
  /** Else it took too long to count, and this is Postgres’s own estimate. */
  readonly exact: boolean;
}

/** Absent: the table is not there. */
export interface RowsChange {
  readonly name: string;
  readonly now?: number;
  readonly earlier?: number;
  readonly exact: boolean;
}

type Counted = DataSeen & { readonly kind: 'counted' };

/** Tables with another number of rows, those with the largest difference first. */
export function changedRows(now: Counted, earlier: Counted): readonly RowsChange[] {
  return namesOf(now, earlier)
    .map((name) => changeOf(name, now, earlier))
    .filter((change) => change !== undefined)
    .toSorted((one, other) => differenceOf(other) - differenceOf(one));
}

/** What the running code has had run, and that data has not. */
export function missingMigrations(now: DataSeen, earlier: DataSeen): readonly string[] {
  if (now.kind === 'unknown' || earlier.kind === 'unknown') return [];
  return now.migrations.filter((name) => !earlier.migrations.includes(name));
}

export type RowsVerdict =
  | { readonly kind: 'as_wanted'; readonly tables: number }
  | { readonly kind: 'different'; readonly table: string; readonly wanted: number; readonly found: number };

/** People write to it again at once, so it need not be the very number; a table that is gone or empty is another matter. */
export function decideRows(wanted: Counted, found: Counted): RowsVerdict {
  for (const { name, rows, exact } of wanted.tables) {
    const seen = found.tables.find((table) => table.name === name);
    const isCounted = exact && seen?.exact === true;
    if (!seen && found.left > 0) continue;
    if (!seen || (rows > 0 && seen.rows === 0) || (isCounted && isFar(rows, seen.rows)))
      return { kind: 'different', table: name, wanted: rows, found: seen?.rows ?? 0 };
  }
  return { kind: 'as_wanted', tables: wanted.tables.length };
}

const mostOff = 100;

function isFar(wanted: number, found: number): boolean {
  return Math.abs(wanted - found) > Math.max(mostOff, wanted / 10);
}

/** A table that one look did not come to is not one that is missing there. */
function changeOf(name: string, now: Counted, earlier: Counted): RowsChange | undefined {
  const [before, after] = [now, earlier].map(({ tables }) => tables.find((table) => table.name === name));
  if ((!before && now.left > 0) || (!after && earlier.left > 0)) return undefined;
  if (before?.rows === after?.rows) return undefined;
  return {
    name,
    ...(before && { now: before.rows }),
    ...(after && { earlier: after.rows }),
    exact: (before?.exact ?? true) && (after?.exact ?? true),
  };
}

function namesOf(...looks: readonly Counted[]): readonly string[] {
  return [...new Set(looks.flatMap(({ tables }) => tables.map(({ name }) => name)))];
}

function differenceOf({ now = 0, earlier = 0 }: RowsChange): number {
  return Math.abs(now - earlier);
}
