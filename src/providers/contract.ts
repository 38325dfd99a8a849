import type {
  BackendTarget,
  DatabaseTarget,
  FrontendTarget,
  Repository,
  VersionProbe,
} from '../domain/environment.ts';
import type { DataSeen } from '../domain/data-seen.ts';
import type { BranchHost } from './branch-host.ts';
import type { CommitSha, OperationId } from '../domain/ids.ts';
import type { Check, Commit, Comparison, LiveDeployment } from '../domain/plan.ts';
import type { ReleaseNotes } from '../domain/release-notes.ts';
import type { RestorePoint } from '../domain/release.ts';
import type { BackupKeeper, DataChecks } from './data-contract.ts';
import type { Secret } from './secrets.ts';
import type { WorkStatus } from './work-status.ts';

/*
 * What jobs and commands may ask of the platforms. Every method may throw RetryableError (network, 429 with
 * retryAfterMs, 5xx, 423) or TerminalError (the platform said no); `RetryableError.safe` is false where the request
 * may have taken effect. Methods marked MUTATES change the platform and are never retried inside a provider: the
 * journal looks up first, with the find method named beside it. All times are ms since the epoch.
 */

export type { WorkStatus } from './work-status.ts';
export type { BranchHost, BranchReset, NewBranch, StartedWork } from './branch-host.ts';

export interface Providers {
  readonly source: SourceHost;
  readonly frontend: FrontendHost;
  readonly backend: BackendHost;
  readonly database: DatabaseHost;
  readonly data: DataReader;
  readonly dataChecks: DataChecks;
  readonly backups: BackupKeeper;
  readonly probe: Probe;
}

export type RefResolution =
  | { readonly kind: 'found'; readonly commit: Commit }
  /** `nearest`: closest branch or tag name, if any comes near. */
  | { readonly kind: 'unknown'; readonly nearest?: string };

/** GitHub. */
export interface SourceHost {
  /** `ref`: branch, tag, full SHA, SHA prefix of 7 or more, or `#123` (head of that pull request). */
  resolveRef(repository: Repository, ref: string): Promise<RefResolution>;
  /**
   * Commits reachable from `head` and not from `base`, newest first, each with its pull request where there is one.
   * `unknown`, and nothing listed, where there is no `base` or the repository does not hold it.
   */
  compare(repository: Repository, base: CommitSha | undefined, head: CommitSha): Promise<Comparison>;
  /** Whether the branch holds the commit. A branch that is not there holds none. */
  isOnBranch(
    repository: Repository,
    wanted: { readonly branch: string; readonly sha: CommitSha },
  ): Promise<boolean>;
  /** Commit statuses and check runs together, the newest of each name, every page read. */
  checks(repository: Repository, sha: CommitSha): Promise<readonly Check[]>;
  /** Unpacks the tree of exactly this commit into an empty folder. */
  downloadTree(repository: Repository, sha: CommitSha, directory: string): Promise<void>;
  /** Names of the files right in a folder of exactly this commit; undefined where it has no such folder. */
  listFolder(repository: Repository, wanted: CommittedPath): Promise<readonly string[] | undefined>;
  /** A file of exactly this commit, up to 1 MB; undefined where it has none. */
  readFile(repository: Repository, wanted: CommittedPath): Promise<Uint8Array | undefined>;
  /** MUTATES; look-up: findDeployment. Never merges, never waits for contexts. */
  createDeployment(repository: Repository, deployment: DeploymentRecord): Promise<{ readonly id: number }>;
  /** By the operation in the payload. */
  findDeployment(
    repository: Repository,
    deployment: DeploymentRecord,
  ): Promise<{ readonly id: number } | undefined>;
  /** MUTATES; look-up: findDeploymentStatus. */
  setDeploymentStatus(repository: Repository, status: DeploymentStatus): Promise<void>;
  findDeploymentStatus(repository: Repository, status: DeploymentStatus): Promise<boolean>;
  /** The app's newest deployments to the environment that carry our notes, newest first. */
  announced(
    repository: Repository,
    wanted: { readonly app: string; readonly environment: string; readonly most: number },
  ): Promise<readonly AnnouncedDeployment[]>;
}

/** `path`: from the top of the repository, `.` for all of it. */
export interface CommittedPath {
  readonly sha: CommitSha;
  readonly path: string;
}

export interface DeploymentRecord {
  readonly operation: OperationId;
  readonly sha: CommitSha;
  readonly environment: string;
  readonly production: boolean;
  readonly description: string;
  readonly notes: ReleaseNotes;
}

export interface AnnouncedDeployment {
  readonly id: number;
  readonly operation: OperationId;
  readonly sha: CommitSha;
  readonly notes: ReleaseNotes;
  readonly standing:
    | { readonly kind: 'open' }
    | { readonly kind: 'succeeded'; readonly at: number; readonly description: string }
    | { readonly kind: 'ended' };
}

export interface DeploymentStatus {
  readonly deployment: number;
  readonly state: 'in_progress' | 'success' | 'failure' | 'error';
  /** Cut to GitHub's 140 characters by the provider. */
  readonly description: string;
  readonly environmentUrl?: string;
}

/** Vercel. */
export interface FrontendHost {
  /** What the environment's address serves now. */
  live(target: FrontendTarget): Promise<LiveDeployment | undefined>;
  /** MUTATES; look-up: findStaged. Uploads `directory` as a production build that takes no domain (or a preview). */
  stage(target: FrontendTarget, build: FrontendBuild): Promise<StagedDeployment>;
  /** By `key` in the deployment's meta. */
  findStaged(target: FrontendTarget, key: string): Promise<StagedDeployment | undefined>;
  status(target: FrontendTarget, deployment: string): Promise<WorkStatus>;
  /** MUTATES, idempotent: aims the environment's address at the deployment. Also how a promotion is taken back. */
  promote(target: FrontendTarget, deployment: string, how: 'promote' | 'rollback'): Promise<void>;
  /** `ready` once the address is aimed at `deployment`. */
  promotion(target: FrontendTarget, deployment: string): Promise<WorkStatus>;
  /** Who made the deployment (not who aimed the address at it, which Vercel does not say), by their name there. */
  madeBy(target: FrontendTarget, deployment: string): Promise<string | undefined>;
  /** How the address could be aimed at an earlier deployment now. */
  rollbackOf(target: FrontendTarget, deployment: string): Promise<FrontendRollback>;
  /** Whether new deployments get the address by themselves. */
  assignment(target: FrontendTarget): Promise<AddressAssignment>;
  /** Whether the project gives new production deployments the address by itself; `unknown` for a preview: nobody does. */
  autoDeploy(target: FrontendTarget): Promise<AutoDeploy>;
  /** MUTATES, idempotent. What is aimed at the address now stays. TerminalError for a preview. */
  setAutoDeploy(target: FrontendTarget, enabled: boolean): Promise<void>;
  /**
   * MUTATES, idempotent: cancels the build or deletes the deployment; one that is already gone is fine. TerminalError
   * for the one that the address is aimed at.
   */
  discard(target: FrontendTarget, deployment: string): Promise<void>;
  /** Last lines of the build log, oldest first. */
  logs(target: FrontendTarget, deployment: string, lines: number): Promise<readonly string[]>;
}

export type FrontendRollback =
  /** It is what the address serves. */
  | { readonly kind: 'live' }
  /** `promote` with `rollback`: the old build is served again as it is. */
  | { readonly kind: 'instant' }
  /**
   * Its commit has to be built once more: it never served production, the team's plan goes back to the deployment before
   * the current one only, or Vercel does not offer it for another reason of its own.
   */
  | { readonly kind: 'rebuild'; readonly why: 'never_live' | 'plan' | 'not_offered' }
  /** Nothing is left of it at Vercel but, at best, its log: it was deleted, or its build never came to an end. */
  | { readonly kind: 'gone'; readonly why: 'deleted' | 'not_built' };

export type AddressAssignment =
  | { readonly kind: 'automatic' }
  /**
   * Somebody has to aim it: always for a preview's alias; for production where the project says so, or since a rollback,
   * which holds the address until something is promoted.
   */
  | { readonly kind: 'explicit'; readonly why: 'alias' | 'setting' }
  | { readonly kind: 'explicit'; readonly why: 'rolled_back'; readonly since: number };

/** What a platform does with a push of its own accord. `message`: why it does not tell. */
export type AutoDeploy =
  | { readonly kind: 'on' }
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly message: string };

export interface FrontendBuild {
  readonly key: string;
  /** The folder that is uploaded, as it is. */
  readonly directory: string;
  readonly commit: Commit;
  readonly ref: string;
  readonly repository: Repository;
}

export interface StagedDeployment {
  readonly deployment: string;
  /** Address of this very deployment. */
  readonly url: string;
  /** The platform's page about it. */
  readonly page?: string;
}

/** Railway. */
export interface BackendHost {
  live(target: BackendTarget): Promise<LiveDeployment | undefined>;
  /** MUTATES; look-up: findDeployment, isDeployedAfter. */
  deploy(target: BackendTarget, sha: CommitSha): Promise<{ readonly deployment: string }>;
  /** The oldest deployment of this commit created at or after `since` (with a margin for clock skew), `except` those. */
  findDeployment(
    target: BackendTarget,
    wanted: { readonly sha: CommitSha; readonly since: number; readonly except: readonly string[] },
  ): Promise<{ readonly deployment: string } | undefined>;
  /** Whether the commit was deployed or rolled back to after `deployment` was made. */
  isDeployedAfter(
    target: BackendTarget,
    wanted: { readonly sha: CommitSha; readonly deployment: string },
  ): Promise<boolean>;
  status(target: BackendTarget, deployment: string): Promise<WorkStatus>;
  /** Who made the deployment, by their name there; a push makes one without anybody. */
  madeBy(target: BackendTarget, deployment: string): Promise<string | undefined>;
  /** Railway's page about a deployment. */
  page(target: BackendTarget, deployment: string): string;
  canRollBack(target: BackendTarget, deployment: string): Promise<boolean>;
  /** How an earlier deployment could come back now. */
  rollbackOf(target: BackendTarget, deployment: string): Promise<BackendRollback>;
  /**
   * MUTATES: re-runs the image of an earlier deployment, with its variables, as a new deployment that Railway does not
   * name. Look-up: findRolledBack for that one, isDeployedAfter for whether it was asked for at all.
   */
  rollBack(target: BackendTarget, deployment: string): Promise<void>;
  /**
   * The newest deployment made since `since` (with a margin for clock skew) of what `deployment` runs: the same image
   * where Railway names both, else the same commit; `except` those.
   */
  findRolledBack(
    target: BackendTarget,
    wanted: { readonly deployment: string; readonly since: number; readonly except: readonly string[] },
  ): Promise<{ readonly deployment: string } | undefined>;
  /** Whether a push to the service's branch is deployed by itself. */
  autoDeploy(target: BackendTarget): Promise<AutoDeploy>;
  /** MUTATES, idempotent. Deploys nothing by itself. */
  setAutoDeploy(target: BackendTarget, enabled: boolean): Promise<void>;
  /** The public requests that the service answered from `from` until `to`, whichever deployment had the traffic. */
  traffic(target: BackendTarget, period: { readonly from: number; readonly to: number }): Promise<Traffic>;
  /** MUTATES, idempotent: cancels a build, or removes a deployment that must not serve. */
  discard(target: BackendTarget, deployment: string): Promise<void>;
  /** Last lines of the build and run logs, oldest first. */
  logs(target: BackendTarget, deployment: string, lines: number): Promise<readonly string[]>;
}

/** Platforms count with some delay, and a service that nobody calls says nothing about itself: `unknown` is never well. */
export type Traffic =
  | {
      readonly kind: 'measured';
      readonly requests: number;
      /** Those answered with 5xx. */
      readonly errors: number;
      /** Requests by the first digit of their status. */
      readonly classes: Readonly<Record<StatusClass, number>>;
      /** 95 % were answered within, ms. */
      readonly p95Ms?: number;
    }
  | { readonly kind: 'unknown'; readonly why: 'no_requests' };

export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

export type BackendRollback =
  /** It is what takes the traffic. */
  | { readonly kind: 'live' }
  /** `rollBack`: its image is kept, nothing is built. */
  | { readonly kind: 'image' }
  /**
   * `deploy` of its commit: its image is no longer kept, its containers are still being shut down (its image may be had
   * in a moment), or it never ran.
   */
  | {
      readonly kind: 'rebuild';
      readonly why: 'image_expired' | 'being_removed' | 'never_ran';
      readonly commit: CommitSha;
    }
  /** Railway does not know it any more, or not its commit. */
  | { readonly kind: 'gone'; readonly why: 'deleted' | 'no_commit' };

/** Neon. */
export interface DatabaseHost extends BranchHost {
  /** MUTATES; look-up: findRestorePoint. A branch of the target at this moment, without compute, that expires. */
  createRestorePoint(
    target: DatabaseTarget,
    wanted: { readonly name: string; readonly expiresAt: number },
  ): Promise<RestorePoint>;
  findRestorePoint(target: DatabaseTarget, name: string): Promise<RestorePoint | undefined>;
  /** `ready` once the branch can be restored from. */
  restorePointStatus(target: DatabaseTarget, branch: string): Promise<WorkStatus>;
  /** MUTATES, idempotent. */
  deleteRestorePoint(target: DatabaseTarget, branch: string): Promise<void>;
  /** What of the target's past can be had now. */
  history(target: DatabaseTarget): Promise<DataHistory>;
  /**
   * MUTATES; look-up: findRestoration. Puts other data under the target's name and addresses, and breaks its
   * connections; what it held until now lives on as the branch `preserveUnderName`, and so do its branches.
   */
  restore(target: DatabaseTarget, wanted: RestoreRequest): Promise<Restoration>;
  /** By the name of the branch that holds what was there before. */
  findRestoration(target: DatabaseTarget, preserveUnderName: string): Promise<Restoration | undefined>;
  /** `ready` once every operation is finished and the target can be used again. */
  restorationStatus(target: DatabaseTarget, restoration: Restoration): Promise<WorkStatus>;
  /** MUTATES; look-up: findBranch. A branch of the target as it was at `at`, else as it is, with compute, that expires. */
  createBranchAt(target: DatabaseTarget, wanted: BranchRequest): Promise<DataBranch>;
  findBranch(target: DatabaseTarget, name: string): Promise<DataBranch | undefined>;
  /** `ready` once the branch can be connected to. */
  branchStatus(target: DatabaseTarget, branch: string): Promise<WorkStatus>;
  /** The major version of the PostgreSQL that the target runs on. */
  postgresVersion(target: DatabaseTarget): Promise<number>;
  /** Neon’s page about a branch (its id). */
  page(target: DatabaseTarget, branch: string): string;
  /**
   * MUTATES, idempotent: when the branch goes by itself; `never` is what a branch needs that is to have children.
   * TerminalError where it has some, or is protected, and shall expire.
   */
  setExpiry(target: DatabaseTarget, branch: string, expiresAt: number | 'never'): Promise<void>;
  /**
   * The address of a branch (its id; else the target itself) with its password, as the owner of the database: `database`, or the only one that there is.
   * TerminalError where there are several, or no compute.
   */
  connection(
    target: DatabaseTarget,
    wanted: {
      readonly branch?: string | undefined;
      readonly via: 'pooler' | 'compute';
      readonly database?: string;
    },
  ): Promise<Secret>;
}

export interface DataHistory {
  /** The earliest moment that can be restored. */
  readonly from: number;
  /** How long the project keeps its history, ms. */
  readonly retentionMs: number;
  /** When other data was last put under the target’s name. */
  readonly resetAt?: number;
  /** Why Neon restores nothing to the branch now. */
  readonly barred?: string;
}

export interface RestoreRequest {
  readonly source:
    | { readonly kind: 'moment'; readonly at: number }
    | { readonly kind: 'branch'; readonly branch: string };
  readonly preserveUnderName: string;
}

/** Ids of what Neon does for it. */
export interface Restoration {
  readonly operations: readonly string[];
}

export interface BranchRequest {
  readonly name: string;
  readonly at?: number;
  readonly expiresAt: number;
}

export interface DataBranch {
  readonly branch: string;
  readonly name: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

/** Our own look into a Postgres: reads, and nothing else. */
export interface DataReader {
  /**
   * Counts the rows of the tables, the largest first, and reads what the migrator has run. What takes too long is estimated.
   * RetryableError while nothing can be read.
   */
  look(address: Secret): Promise<DataSeen & { readonly kind: 'counted' }>;
}

/** Our own look at what is served. Never throws. */
export interface Probe {
  version(url: string, probe: VersionProbe): Promise<ProbeAnswer>;
}

export type ProbeAnswer =
  /** `version`: the text in the probe's field, if the answer was JSON that has it. */
  | { readonly kind: 'answered'; readonly status: number; readonly version?: string }
  | { readonly kind: 'unreachable'; readonly why: string };
