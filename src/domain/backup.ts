import type { SlackUserId } from './ids.ts';
import type { Refusal } from './reasons.ts';
import type { NoticeAddress, StopPlace } from './stop.ts';

/*
 * One backup: `branching` -> `starting` -> `dumping` -> `removing` -> over. It is taken of a branch of its own, made
 * for it at one moment: the environment carries none of its load, and what it holds is the state of that moment.
 */

/** How and where an environment's data is backed up. */
export interface BackupPolicy {
  /** How often one is made by itself, ms. 0: only when asked for. */
  readonly everyMs: number;
  readonly target: BackupTarget;
  /** How many of the newest stay. */
  readonly keep: number;
  /** Older ones go although they are among those, ms. 0: never for their age. */
  readonly keepForMs: number;
}

/** A place in S3-compatible storage. */
export interface BackupTarget {
  readonly bucket: string;
  /** Of every object's name; ends in a slash unless it is empty. */
  readonly prefix: string;
  readonly region: string;
  /** None: Amazon's own. */
  readonly endpoint?: string;
}

/** A table's content: two that hold the same rows have the same. */
export interface TablePrint {
  /** With its schema. */
  readonly table: string;
  readonly rows: number;
  readonly print: string;
}

/** What is kept beside a dump, and says that it is complete. */
export interface BackupManifest {
  readonly id: string;
  readonly app: string;
  readonly environment: string;
  /** ms since the epoch: the state that it holds. */
  readonly moment: number;
  /** ms since the epoch: when it was complete. */
  readonly madeAt: number;
  readonly bytes: number;
  /** Of the whole dump, hexadecimal. */
  readonly sha256: string;
  /** Major versions of PostgreSQL. */
  readonly server: number;
  readonly client: number;
  /** How many migrations had run, and the last one's name. */
  readonly migrations: { readonly count: number; readonly last?: string };
  readonly tables: readonly TablePrint[];
}

export type BackupStage = 'branching' | 'starting' | 'dumping' | 'removing';

export const backupStages: readonly BackupStage[] = ['branching', 'starting', 'dumping', 'removing'];

export interface Backup {
  readonly id: string;
  readonly place: StopPlace;
  /** None: the clock. */
  readonly by?: SlackUserId;
  /** ms since the epoch: when it was begun. */
  readonly at: number;
  /** ms since the epoch, on Neon's clock: the state that it is to hold. */
  readonly moment?: number;
  readonly notice?: NoticeAddress;
  readonly stage: BackupStage;
  readonly done: readonly { readonly stage: BackupStage; readonly ms: number }[];
  /** ms since the epoch: when the stage began. */
  readonly stageAt: number;
  readonly branch: string;
  readonly expiresAt: number;
  readonly branchId?: string;
  /** How much has been sent. */
  readonly sentBytes?: number;
  readonly manifest?: BackupManifest;
  /** How many older ones went. */
  readonly dropped?: number;
  readonly failure?: Refusal;
  /** How often another worker took it up. */
  readonly resumed: number;
}

/**
 * Those that are not kept any more. The newest one is never among them. `all`: complete ones, in any order.
 */
export function decideRetention(
  all: readonly BackupManifest[],
  { keep, keepForMs }: Pick<BackupPolicy, 'keep' | 'keepForMs'>,
  now: number,
): readonly BackupManifest[] {
  const [, ...older] = all.toSorted((a, b) => b.moment - a.moment);
  return older.filter(
    ({ moment }, index) => index + 1 >= keep || (keepForMs > 0 && moment + keepForMs < now),
  );
}

/** Tables that differ, in words; none where all are the same. */
export function compareTables(
  wanted: readonly TablePrint[],
  found: readonly TablePrint[],
): readonly string[] {
  const there = new Map(found.map((one) => [one.table, one]));
  const known = new Set(wanted.map(({ table }) => table));
  return [
    ...wanted.flatMap(({ table, rows, print }) => {
      const one = there.get(table);
      if (!one) return [`${table} is missing`];
      if (one.rows !== rows) return [`${table} has ${one.rows} rows instead of ${rows}`];
      return one.print === print ? [] : [`${table} has other content`];
    }),
    ...found.filter(({ table }) => !known.has(table)).map(({ table }) => `${table} should not be there`),
  ];
}
