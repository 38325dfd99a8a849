import type { MarkedCommit } from './bad-mark.ts';
import type { DataSeen } from './data-seen.ts';
import type { Component, Served } from './environment.ts';
import type { CommitSha, OperationId } from './ids.ts';
import type { MigrationsPlan } from './migration-plan.ts';
import type { StayingMigration } from './staying-migration.ts';
import type { PlannedStep } from './step.ts';

/** What an operation will do, computed before anyone is asked. Stored; approved by its digest; never changed. */
export type Plan = DeployPlan | RollbackPlan | RestorePlan;

export interface DeployPlan extends CommonPlan {
  readonly kind: 'deploy';
  /** Where the configuration says how they are found. */
  readonly migrations?: MigrationsPlan;
}

/** `commit`: of the release that it goes back to. `comparison`: what goes, from that commit to what is live. */
export interface RollbackPlan extends CommonPlan {
  readonly kind: 'rollback';
  readonly target: {
    /** The release whose record it goes back to, and the one that brought that live first. */
    readonly release: string;
    readonly origin: string;
    /** ms since the epoch */
    readonly liveAt: number;
    /** Changed past the bot: these get the very deployments back that were released. */
    readonly putsBack?: readonly Served[];
    /** Nearer releases that were passed over because a commit of theirs was marked bad. */
    readonly skipped?: readonly MarkedCommit[];
    /** It was marked bad itself, and is wanted all the same. */
    readonly marked?: MarkedCommit;
  };
  readonly leaves: {
    /** The newest release, where there is one, and the operation that put it there. */
    readonly release?: string;
    readonly operation?: OperationId;
    /** What is live and does not come back. */
    readonly commit?: CommitSha;
  };
  readonly ways: { readonly frontend?: RollbackWay; readonly backend?: RollbackWay };
  /** Files of the migrations that came after the target: they stay. */
  readonly migrations: readonly string[];
  /** What those mean for the code that comes back; undefined where they could not be read. */
  readonly staying?: readonly StayingMigration[];
}

/** How one component comes back. */
export interface RollbackWay {
  /** `live`: it serves that commit already. `instant`: Vercel’s old build, Railway’s old image with its variables. */
  readonly kind: 'live' | 'instant' | 'rebuild';
  /** In a few words: what keeps it from being instant. */
  readonly why?: string;
  /** The deployment of the record. */
  readonly deployment: string;
  readonly commit: Commit;
  /** Median of this way in earlier releases, ms. */
  readonly estimateMs?: number;
}

/** `commit`: what runs, and goes on running on the restored data. */
export interface RestorePlan extends CommonPlan {
  readonly kind: 'restore';
  readonly source: RestoreSource;
  /** ms since the epoch: what was written between the source’s moment and this would go, and what is until it runs. */
  readonly plannedAt: number;
  /** What can be had: from when on, for how long it is kept (ms), and since when the database holds the data it has. */
  readonly history: { readonly from: number; readonly retentionMs: number; readonly resetAt?: number };
  /** Why Neon restores nothing now. */
  readonly barred?: string;
  /** The branch that shows that data to people. */
  readonly look: {
    readonly name: string;
    readonly branch: string;
    readonly page: string;
    /** ms since the epoch */
    readonly expiresAt: number;
  };
  readonly data: { readonly now: DataSeen; readonly earlier: DataSeen };
  /** The branch under which what is there now lives on. */
  readonly keptAs: string;
}

/** `at`: the moment of the data, ms since the epoch. */
export type RestoreSource = { readonly at: number; readonly origin: RestoreOrigin } & (
  | { readonly kind: 'moment' }
  | { readonly kind: 'branch'; readonly branch: string; readonly name: string; readonly expiresAt?: number }
);

/** How somebody named it. */
export type RestoreOrigin =
  /** `zone`: in which a time of day was meant. */
  | { readonly kind: 'time'; readonly zone?: string }
  | { readonly kind: 'release'; readonly commit: CommitSha; readonly subject: string }
  | { readonly kind: 'branch' };

interface CommonPlan {
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
