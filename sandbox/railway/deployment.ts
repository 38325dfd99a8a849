import type { Creator } from './access.ts';
import type { Image } from './image.ts';
import type { ServiceSettings } from './manifest.ts';
import type { Runtime } from './runtime.ts';
import type { EnvironmentName } from './seed.ts';
import type { Served, Traffic } from './traffic.ts';

/*
 * QUEUED (another build of the service is under way) -> INITIALIZING -> BUILDING -> DEPLOYING -> SUCCESS | FAILED
 * SUCCESS -> REMOVING -> REMOVED (a newer one took its traffic) | CRASHED (its process ended)
 * any of the first four -> REMOVED (cancelled), SKIPPED never.
 */
export type Status =
  | 'QUEUED'
  | 'INITIALIZING'
  | 'BUILDING'
  | 'DEPLOYING'
  | 'SUCCESS'
  | 'FAILED'
  | 'CRASHED'
  | 'REMOVING'
  | 'REMOVED';

export type Step =
  | 'SNAPSHOT_CODE'
  | 'BUILD_IMAGE'
  | 'PUBLISH_IMAGE'
  | 'PRE_DEPLOY_COMMAND'
  | 'CREATE_CONTAINER'
  | 'HEALTHCHECK'
  | 'DRAIN_INSTANCES';

export interface DeploymentEvent {
  readonly id: string;
  readonly step: Step;
  readonly createdAt: number;
  completedAt?: number;
  error?: string;
}

export interface LogLine {
  readonly timestamp: number;
  readonly message: string;
  readonly severity: 'info' | 'error';
}

export interface CommitFacts {
  readonly sha: string;
  readonly message: string;
  readonly author: string;
  /** ms since the epoch */
  readonly date: number;
}

export type Reason = 'deploy' | 'redeploy' | 'rollback';

export interface Deployment {
  readonly id: string;
  readonly environment: EnvironmentName;
  readonly commit: CommitFacts;
  readonly reason: Reason;
  readonly creator: Creator | undefined;
  readonly createdAt: number;
  /** As they were when it was made: a rollback brings them back. */
  readonly variables: Readonly<Record<string, string>>;
  readonly events: DeploymentEvent[];
  readonly buildLogs: LogLine[];
  readonly runLogs: LogLine[];
  readonly controller: AbortController;
  status: Status;
  statusUpdatedAt: number;
  /** A word that a test wants the API to say instead of the status. */
  forced: string | undefined;
  image: Image | undefined;
  runtime: Runtime | undefined;
  /** All instances were stopped by `deploymentStop`. */
  stopped: boolean;
}

export interface ServiceEnvironment {
  readonly name: EnvironmentName;
  /** Oldest first. */
  readonly deployments: Deployment[];
  readonly createdAt: number;
  active: Deployment | undefined;
  readonly traffic: Traffic;
  /** Oldest first. */
  readonly served: Served[];
  /** Where the seeded deployment is still starting. */
  starting: Promise<Runtime | undefined> | undefined;
  variables: Record<string, string>;
  settings: ServiceSettings;
  /** Whether a push to the environment's branch is deployed by itself. */
  autoDeploy: boolean;
  /** The public `/health` answers this status. */
  unhealthy: { readonly status: number; readonly commit: string | undefined } | undefined;
  /** The next deployments (of this commit) fail at this step. */
  readonly failing: Failing[];
}

export type FailingStep = 'BUILD_IMAGE' | 'PRE_DEPLOY_COMMAND' | 'HEALTHCHECK';

export interface Failing {
  readonly step: FailingStep;
  readonly commit: string | undefined;
}

export function giveTraffic(
  environment: ServiceEnvironment,
  deployment: Deployment | undefined,
  since: number,
): void {
  environment.active = deployment;
  environment.served.push({ since, commit: deployment?.commit.sha });
}

const unfinished: ReadonlySet<Status> = new Set(['QUEUED', 'INITIALIZING', 'BUILDING', 'DEPLOYING']);

export const isUnfinished = (deployment: Deployment): boolean => unfinished.has(deployment.status);

/** While the image is kept: as long as it runs elsewhere than in traffic, and for the window after it stopped. */
export function canRollback(
  deployment: Deployment,
  facts: { readonly active: Deployment | undefined; readonly now: number; readonly windowMs: number },
): boolean {
  if (deployment.image === undefined || deployment === facts.active) return false;
  if (deployment.status !== 'REMOVED' && deployment.status !== 'CRASHED') return false;
  return facts.now - deployment.statusUpdatedAt <= facts.windowMs;
}
