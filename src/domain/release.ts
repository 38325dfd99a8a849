import type { CommitSha, OperationId, SlackUserId } from './ids.ts';

/** What one operation put live: the only thing that a rollback may go to. */
export interface Release {
  readonly id: string;
  readonly app: string;
  readonly environment: string;
  /** None: it was put there past the bot, and somebody said that it is right. */
  readonly operation?: OperationId;
  readonly commit: CommitSha;
  readonly subject: string;
  /** Of a rollback: the release that it brought back, as it was deployed first. */
  readonly backTo?: string;
  readonly requestedBy: SlackUserId;
  /** A rollback that nobody asked for: of what `requestedBy` had deployed. */
  readonly byItself?: true;
  readonly approvedBy: readonly SlackUserId[];
  readonly frontend?: ReleasedDeployment;
  readonly backend?: ReleasedDeployment;
  /** `migrations`: names of those that ran in it. */
  readonly database?: { readonly restorePoint: RestorePoint; readonly migrations?: readonly string[] };
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
  /** Where it is not the release’s own: a rollback brings back what was live, component by component. */
  readonly commit?: CommitSha;
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

export function isReleaseId(text: string): boolean {
  return /^rel_[0-9a-z]{8,40}$/.test(text);
}

/** A rollback may have brought another one of a component back than its own. */
export function commitsOf({ commit, frontend, backend }: Release): readonly CommitSha[] {
  const own = [frontend?.commit, backend?.commit].filter((sha) => sha !== undefined);
  return [commit, ...own];
}

export function releasedDeployment(
  deployment: string,
  {
    commit,
    url,
    previous,
  }: {
    readonly commit?: CommitSha | undefined;
    readonly url: string | undefined;
    readonly previous: string | undefined;
  },
): ReleasedDeployment {
  return {
    deployment,
    ...(commit !== undefined && { commit }),
    ...(url !== undefined && { url }),
    ...(previous !== undefined && { previousDeployment: previous }),
  };
}
