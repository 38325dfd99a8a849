import type { Component } from './environment.ts';
import type { CommitSha } from './ids.ts';
import type { PlannedStep } from './step.ts';

/** What an operation will do, computed before anyone is asked. Stored; approved by its digest; never changed. */
export interface Plan {
  readonly kind: 'deploy';
  readonly app: string;
  readonly environment: string;
  /** What the requester asked for: branch, tag, SHA or `#123`. */
  readonly ref: string;
  readonly commit: Commit;
  readonly live: LiveState;
  readonly comparison: Comparison;
  readonly checks: readonly Check[];
  readonly components: readonly ComponentPlan[];
  /** What the card lists before it has happened. */
  readonly steps: readonly PlannedStep[];
  readonly approvalsRequired: number;
  /** The requester said that going back behind what is live is meant. */
  readonly back?: true;
  /** Why it cannot wait for what the policy lets an emergency skip. */
  readonly emergency?: string;
  /** SHA-256 (hex) over everything that an approval binds. */
  readonly digest: string;
}

export interface Commit {
  readonly sha: CommitSha;
  /** First line of the message, as written: escape before showing. */
  readonly subject: string;
  readonly author: Author;
  readonly url: string;
  /** ms since the epoch */
  readonly committedAt: number;
}

export interface Author {
  readonly name: string;
  readonly login?: string;
  readonly email?: string;
}

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly author: string;
}

/** What runs now, as the providers say. */
export interface LiveState {
  readonly frontend?: LiveDeployment;
  readonly backend?: LiveDeployment;
  /** The release record that put it there, when Cabeceo did. */
  readonly release?: string;
}

export interface LiveDeployment {
  readonly deployment: string;
  readonly commit?: CommitSha;
  /** ms since the epoch */
  readonly since?: number;
}

export interface Comparison {
  /** `unknown`: nothing is live yet, or its commit is not in the repository. */
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical' | 'unknown';
  readonly base?: CommitSha;
  /** True count; `commits` holds at most the newest 250, newest first. */
  readonly totalCommits: number;
  readonly commits: readonly ComparedCommit[];
  readonly files: readonly string[];
  /** GitHub lists 300 files at most. */
  readonly filesTruncated: boolean;
  readonly url?: string;
}

export interface ComparedCommit extends Commit {
  readonly pullRequest?: PullRequest;
}

export interface Check {
  readonly name: string;
  readonly state: 'success' | 'failure' | 'pending' | 'neutral' | 'unknown';
  readonly url?: string;
}

export interface ComponentPlan {
  readonly component: Component;
  readonly changed: boolean;
  /** Files under the component's paths that differ from what is live. */
  readonly files: number;
  /** Median duration of this part in earlier releases, ms. */
  readonly estimateMs?: number;
}
