import type { BackupManifest, BackupTarget, TablePrint } from '../domain/backup.ts';
import type { CheckFinding, DataCheck } from '../domain/drill.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { Secret } from './secrets.ts';

/* What looks after data, in the manner of contract.ts. */

/** Our own look at restored data. Reads, and nothing else. */
export interface DataChecks {
  /** One finding for each check, in their order; `checkMs`: how long one may take. Aborted by `signal`. */
  run(
    address: Secret,
    wanted: {
      readonly checks: readonly DataCheck[];
      readonly checkMs: number;
      readonly signal: AbortSignal;
    },
  ): Promise<readonly CheckFinding[]>;
}

/** PostgreSQL's own programs, and S3-compatible storage. */
export interface BackupKeeper {
  /** Major versions of `pg_dump` and `pg_restore`. TerminalError where one is missing. */
  programs(): Promise<{ readonly dump: number; readonly restore: number }>;
  /** MUTATES, and takes it back: stores a small object under the prefix, lists it, reads it and deletes it. */
  tryStorage(target: BackupTarget): Promise<void>;
  /**
   * MUTATES; look-up: find. Dumps the database at `address` and stores it; may be repeated, since it is listed only when
   * it is whole. `onSent`: how much of it has been stored. TerminalError where the programs are missing or too old.
   */
  make(
    target: BackupTarget,
    wanted: BackupName & {
      readonly address: Secret;
      readonly onSent: (bytes: number) => void;
      readonly signal: AbortSignal;
    },
  ): Promise<BackupManifest>;
  find(target: BackupTarget, wanted: BackupName): Promise<BackupManifest | undefined>;
  /** Those that are complete, the newest first. */
  list(target: BackupTarget, place: StopPlace): Promise<readonly BackupManifest[]>;
  /** MUTATES, idempotent. */
  remove(target: BackupTarget, backup: BackupManifest): Promise<void>;
  /**
   * MUTATES, may be repeated: restores into a database of its own on the branch at `address`. `isWhole`: what was read
   * is what was stored.
   */
  tryRestore(
    target: BackupTarget,
    backup: BackupManifest,
    on: { readonly address: Secret; readonly signal: AbortSignal },
  ): Promise<{ readonly isWhole: boolean; readonly tables: readonly TablePrint[] }>;
}

export interface BackupName {
  readonly id: string;
  readonly place: StopPlace;
  /** ms since the epoch: the state that it holds. */
  readonly moment: number;
}
