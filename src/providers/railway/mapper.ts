import { type CommitSha, parseCommitSha } from '../../domain/ids.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { WorkStatus } from '../contract.ts';
import type { RailwayDeployment, RailwayLogLine } from './schema.ts';

/** Words of Railway's DeploymentStatus and what they mean to us. */
const statuses: Readonly<Record<string, WorkStatus['kind']>> = {
  INITIALIZING: 'working',
  QUEUED: 'working',
  WAITING: 'working',
  NEEDS_APPROVAL: 'working',
  BUILDING: 'working',
  DEPLOYING: 'working',
  SUCCESS: 'ready',
  SLEEPING: 'ready',
  CRASHED: 'failed',
  FAILED: 'failed',
  REMOVED: 'failed',
  REMOVING: 'failed',
  SKIPPED: 'failed',
};

export function mapStatus(
  deployment: RailwayDeployment & { staticUrl?: string | null | undefined },
): WorkStatus {
  const { status, staticUrl } = deployment;
  switch (statuses[status]) {
    case 'working':
      return { kind: 'working', detail: status.toLowerCase().replaceAll('_', ' ') };
    case 'ready':
      return deployment.deploymentStopped === true && status === 'SUCCESS'
        ? { kind: 'failed', status: 'STOPPED' }
        : { kind: 'ready', ...(staticUrl ? { url: `https://${staticUrl}` } : {}) };
    case 'failed':
      return { kind: 'failed', status };
    default:
      return { kind: 'unknown', status };
  }
}

/** How a deployment is taken away, by where it stands. */
export function chooseDiscard(status: string): 'cancel' | 'remove' | 'nothing' {
  if (['INITIALIZING', 'QUEUED', 'WAITING', 'NEEDS_APPROVAL', 'BUILDING'].includes(status)) return 'cancel';
  return ['REMOVED', 'REMOVING', 'SKIPPED', 'FAILED'].includes(status) ? 'nothing' : 'remove';
}

/** The newest of those that take traffic; a crashed one counts only where nothing better runs. */
export function findLive(
  active: readonly RailwayDeployment[],
  latest: RailwayDeployment | null | undefined,
): LiveDeployment | undefined {
  const candidates = [...active, ...(latest && latest.status === 'SUCCESS' ? [latest] : [])].sort(
    (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt),
  );
  const live =
    candidates.find(({ status }) => status === 'SUCCESS' || status === 'SLEEPING') ??
    candidates.find(({ status }) => status === 'CRASHED');
  return live && mapLive(live);
}

function mapLive(deployment: RailwayDeployment): LiveDeployment {
  const commit = readCommit(deployment);
  const since = Date.parse(deployment.statusUpdatedAt ?? deployment.createdAt);
  return {
    deployment: deployment.id,
    ...(commit === undefined ? {} : { commit }),
    ...(Number.isNaN(since) ? {} : { since }),
  };
}

export function readCommit({ meta }: RailwayDeployment): CommitSha | undefined {
  const hash = meta?.commitHash;
  return hash && /^[0-9a-f]{40}$/.test(hash) ? parseCommitSha(hash) : undefined;
}

/** Build and run logs in one order; the last `lines` of them, since Railway sends one more than asked for. */
export function mapLog(
  build: readonly RailwayLogLine[],
  run: readonly RailwayLogLine[],
  lines: number,
): readonly string[] {
  return [...build, ...run]
    .sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
    .flatMap(({ message }) => message.trimEnd().split('\n'))
    .slice(-lines);
}
