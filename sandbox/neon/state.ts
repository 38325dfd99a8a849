/** What the local Neon holds: served as `neon` in `GET /_sandbox/state`, shown by the page. Times are ms since the epoch. */
export interface NeonState {
  readonly project: { readonly id: string; readonly name: string; readonly historyRetentionSeconds: number };
  readonly branches: readonly NeonBranch[];
  /** The last ten, newest first. */
  readonly operations: readonly NeonOperation[];
}

export interface NeonBranch {
  readonly id: string;
  readonly name: string;
  /** Id of the branch it was made from. */
  readonly parent: string | undefined;
  readonly default: boolean;
  readonly protected: boolean;
  /** `init`, `ready`, `resetting`. */
  readonly state: string;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  /** A branch without one has no compute: nobody can connect to it. */
  readonly endpoint: NeonEndpoint | undefined;
  readonly sizeBytes: number | undefined;
}

export interface NeonEndpoint {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** `init`, `active`, `idle`. */
  readonly state: string;
}

export interface NeonOperation {
  readonly id: string;
  readonly action: string;
  readonly branch: string | undefined;
  readonly status: string;
  readonly createdAt: number;
}
