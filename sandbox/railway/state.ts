/** What the local Railway holds: served as `railway` in `GET /_sandbox/state`, shown by the page. */
export interface RailwayState {
  readonly project: { readonly id: string; readonly name: string };
  readonly environments: readonly RailwayEnvironment[];
}

export interface RailwayEnvironment {
  readonly id: string;
  readonly name: string;
  readonly services: readonly RailwayService[];
}

export interface RailwayService {
  readonly id: string;
  readonly name: string;
  /** The name that the outside world knows, a key of `kernel.hosts`. */
  readonly domain: string;
  /** The local address that stands in for it. */
  readonly url: string;
  /** Whether a push to the environment's branch is deployed by itself. */
  readonly autoDeploy: boolean;
  /** Id of the deployment that gets the traffic. */
  readonly active: string | undefined;
  /** Newest first. */
  readonly deployments: readonly RailwayDeployment[];
}

export interface RailwayDeployment {
  readonly id: string;
  /** A `DeploymentStatus` of Railway, or any word that a test has forced. */
  readonly status: string;
  readonly commit: string;
  readonly commitMessage: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly canRollback: boolean;
}
