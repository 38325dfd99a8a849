import type { CommitSha, OperationId, SlackUserId } from './ids.ts';

/** What one operation put live: the only thing that a rollback may go to. */
export interface Release {
  readonly id: string;
  readonly app: string;
  readonly environment: string;
  readonly operation: OperationId;
  readonly commit: CommitSha;
  readonly subject: string;
  readonly requestedBy: SlackUserId;
  readonly approvedBy: readonly SlackUserId[];
  readonly frontend?: ReleasedDeployment;
  readonly backend?: ReleasedDeployment;
  readonly database?: { readonly restorePoint: RestorePoint };
  /** It was deployed past these gates, and why. */
  readonly emergency?: { readonly reason: string; readonly skipped: readonly string[] };
  /** GitHub Deployment id. */
  readonly githubDeployment?: number;
  /** ms since the epoch */
  readonly startedAt: number;
  readonly liveAt: number;
  /** Duration of each step by its id, ms: where estimates come from. */
  readonly stepDurations: Readonly<Record<string, number>>;
}

export interface ReleasedDeployment {
  readonly deployment: string;
  readonly url?: string;
  readonly previousDeployment?: string;
}

export interface RestorePoint {
  /** Neon branch id and name. */
  readonly branch: string;
  readonly name: string;
  /** ms since the epoch */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export function releasedDeployment(
  deployment: string,
  { url, previous }: { readonly url: string | undefined; readonly previous: string | undefined },
): ReleasedDeployment {
  return {
    deployment,
    ...(url !== undefined && { url }),
    ...(previous !== undefined && { previousDeployment: previous }),
  };
}
