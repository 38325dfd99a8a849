import type { SandboxService } from '../kernel/contract.ts';

/** The local GitHub, and the way the other local platforms reach the code (as their GitHub integrations do). */
export interface GithubService extends SandboxService {
  readonly source: LocalRepository;
}

export interface LocalRepository {
  readonly owner: string;
  readonly name: string;
  /** Full SHA of a seeded commit, by its key; throws for an unknown key. */
  sha(key: string): string;
  /** Branch, tag, or SHA (7 or more digits) -> full SHA. */
  resolve(ref: string): Promise<string | undefined>;
  commit(sha: string): Promise<LocalCommit | undefined>;
  /** Writes the tree of this commit into `directory` (made if missing). */
  exportTree(sha: string, directory: string): Promise<void>;
}

/** A branch that was moved by somebody. */
export interface Push {
  readonly branch: string;
  /** Full SHA of its new head. */
  readonly sha: string;
}

export interface LocalCommit {
  readonly sha: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string; readonly login: string };
  /** ms since the epoch. */
  readonly date: number;
  readonly parents: readonly string[];
}
