import type { Site } from './site.ts';
import type { User } from './users.ts';

/*
 * QUEUED -> BUILDING -> READY | ERROR, and CANCELED from the first two.
 * READY for production: STAGED -> PROMOTED. Previews have no substate.
 */
export type ReadyState = 'QUEUED' | 'BUILDING' | 'READY' | 'ERROR' | 'CANCELED';

export interface Deployment {
  readonly id: string;
  readonly url: string;
  readonly target: 'production' | null;
  readonly source: 'cli' | 'git';
  readonly creator: User;
  readonly createdAt: number;
  readonly meta: Readonly<Record<string, string>>;
  readonly buildEnv: Readonly<Record<string, string>>;
  readonly input: BuildInput;
  readonly autoAssign: boolean;
  readonly stop: AbortController;
  readonly log: LogLine[];
  readyState: ReadyState;
  substate: 'STAGED' | 'PROMOTED' | undefined;
  buildingAt: number | undefined;
  readyAt: number | undefined;
  canceledAt: number | undefined;
  aliasAssigned: number | undefined;
  error: string | undefined;
  /** Served production at some time: only then may it be rolled back to. */
  wasProduction: boolean;
  site: (() => Promise<Site>) | undefined;
}

/** Where the files to build come from. */
export type BuildInput =
  | { readonly kind: 'upload'; readonly files: ReadonlyMap<string, Buffer> }
  | { readonly kind: 'commit'; readonly sha: string };

export interface LogLine {
  readonly at: number;
  readonly serial: number;
  readonly type: 'command' | 'stdout' | 'stderr';
  readonly text: string;
}

export function commitOf(deployment: Deployment): string | undefined {
  return deployment.meta['githubCommitSha'];
}

export function isBuilding({ readyState }: Deployment): boolean {
  return readyState === 'QUEUED' || readyState === 'BUILDING';
}
