import type { SeedCheck, SeedStatus } from '../seed/contract.ts';

/** What the local GitHub holds: served as `github` in `GET /_sandbox/state`, shown by the page. */
export interface GithubState {
  readonly repository: { readonly owner: string; readonly name: string; readonly defaultBranch: string };
  readonly branches: readonly { readonly name: string; readonly sha: string }[];
  readonly tags: readonly { readonly name: string; readonly sha: string }[];
  /** Newest first. */
  readonly commits: readonly CommitState[];
  readonly pulls: readonly PullState[];
  /** Newest first. */
  readonly deployments: readonly DeploymentState[];
}

interface CommitState {
  readonly sha: string;
  /** Of the seed; commits made later have none. */
  readonly key?: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string; readonly login: string };
  /** ms since the epoch. */
  readonly date: number;
  readonly parents: readonly string[];
  readonly checks: readonly SeedCheck[];
  readonly statuses: readonly SeedStatus[];
}

interface PullState {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly base: string;
  readonly head: string;
  readonly headSha: string;
  readonly state: 'open' | 'merged';
}

interface DeploymentState {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly environment: string;
  readonly description: string;
  readonly payload: unknown;
  readonly createdAt: number;
  /** Oldest first. */
  readonly statuses: readonly {
    readonly state: string;
    readonly description: string;
    readonly environmentUrl: string;
    readonly createdAt: number;
  }[];
}
