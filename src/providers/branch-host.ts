import type { BranchList, BranchMark } from '../domain/branch.ts';
import type { DatabaseTarget } from '../domain/environment.ts';
import type { WorkStatus } from './work-status.ts';

/** Neon, for branches that people ask for. `target`: one of the databases of the project that is meant. */
export interface BranchHost {
  /** Every branch of the project, every page read. */
  branches(target: DatabaseTarget): Promise<BranchList>;
  /** MUTATES; look-up: the mark among `branches`. With compute. */
  createBranch(target: DatabaseTarget, wanted: NewBranch): Promise<StartedWork>;
  /** MUTATES, idempotent. TerminalError for the target itself. */
  deleteBranch(target: DatabaseTarget, branch: string): Promise<StartedWork>;
  /**
   * MUTATES; look-up: `resetAt` among `branches`. Puts what the parent holds now under the branch's name and addresses;
   * what it held is gone, and its connections break.
   */
  resetBranch(target: DatabaseTarget, reset: BranchReset): Promise<StartedWork>;
  /** What Neon does, or did last, for a branch, whoever asked for it: where the answer that told was lost. */
  findWork(target: DatabaseTarget, branch: string): Promise<StartedWork>;
  /** `ready` once all of it is finished. */
  workStatus(target: DatabaseTarget, work: StartedWork): Promise<WorkStatus>;
  /** A unified diff of what is defined in the database, from `base` to `branch`; undefined: the same. */
  schemaDiff(target: DatabaseTarget, compared: BranchReset): Promise<string | undefined>;
}

export interface NewBranch {
  readonly name: string;
  /** Id. */
  readonly parent: string;
  /** ms since the epoch; without it: now. */
  readonly at?: number;
  readonly expiresAt: number | 'never';
  /** Of the parent's schema, none of its rows: a root of its own. */
  readonly schemaOnly: boolean;
  readonly mark: BranchMark;
}

/** Ids of what Neon does for it. */
export interface StartedWork {
  readonly branch: string;
  readonly operations: readonly string[];
}

/** Both are ids. */
export interface BranchReset {
  readonly branch: string;
  readonly base: string;
}
