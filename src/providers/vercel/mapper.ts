import { type CommitSha, parseCommitSha } from '../../domain/ids.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { StagedDeployment, WorkStatus } from '../contract.ts';
import type { VercelDeployment, VercelEvent, VercelListed, VercelProject } from './schema.ts';
import { metaCommit, metaKey, pageOf } from './upload.ts';

const working = ['QUEUED', 'INITIALIZING', 'ANALYZING', 'BUILDING', 'DEPLOYING'];
const failed = ['ERROR', 'CANCELED', 'BLOCKED', 'DELETED'];

export function mapState(state: string, url?: string | null): WorkStatus {
  if (working.includes(state)) return { kind: 'working', detail: state.toLowerCase() };
  if (failed.includes(state)) return { kind: 'failed', status: state };
  if (state === 'READY') return { kind: 'ready', ...(url ? { url: `https://${url}` } : {}) };
  return { kind: 'unknown', status: state };
}

export function isBuilding(state: string): boolean {
  return working.includes(state);
}

/** Neither serves nor builds. */
export function isGone(state: string): boolean {
  return state === 'DELETED' || state === 'CANCELED';
}

/** The newest that still may become something; else the newest. Vercel lists the newest first. */
export function findByKey(listed: readonly VercelListed[], key: string): StagedDeployment | undefined {
  const ours = listed.filter((deployment) => deployment.meta?.[metaKey] === key);
  const found = ours.find((deployment) => !failed.includes(stateOf(deployment))) ?? ours[0];
  return found && { deployment: found.uid, url: `https://${found.url}`, ...pageOf(found) };
}

function stateOf(deployment: VercelListed): string {
  return deployment.readyState ?? deployment.state ?? '';
}

export function mapLive(deployment: VercelDeployment, since: number | undefined): LiveDeployment {
  const commit = readCommit(deployment);
  const from = since ?? assignedAt(deployment) ?? deployment.createdAt ?? undefined;
  return {
    deployment: deployment.id,
    ...(commit === undefined ? {} : { commit }),
    ...(from === undefined ? {} : { since: from }),
  };
}

function readCommit({ meta, gitSource }: VercelDeployment): CommitSha | undefined {
  const candidates = [meta?.[metaCommit], meta?.['githubCommitSha'], gitSource?.sha];
  for (const candidate of candidates) {
    if (typeof candidate === 'string' && /^[0-9a-f]{40}$/.test(candidate)) return parseCommitSha(candidate);
  }
  return undefined;
}

/**
 * What the production domains are aimed at. `targets.production` and the last promotion or rollback both tell; where
 * they differ, the later one holds.
 */
export function currentProduction(
  project: VercelProject,
): { readonly id: string; readonly since: number } | undefined {
  const target = project.targets?.production;
  const request = project.lastAliasRequest;
  const since = target ? (assignedAt(target) ?? target.createdAt) : 0;
  if (
    request?.jobStatus === 'succeeded' &&
    (request.toDeploymentId === target?.id || request.requestedAt > since)
  )
    return { id: request.toDeploymentId, since: request.requestedAt };
  return target ? { id: target.id, since } : undefined;
}

export function mapPromotion(project: VercelProject, deployment: string): WorkStatus {
  const request = project.lastAliasRequest;
  const ours = request?.toDeploymentId === deployment ? request.jobStatus : undefined;
  if (ours === 'pending' || ours === 'in-progress') return { kind: 'working', detail: ours };
  if (currentProduction(project)?.id === deployment) return { kind: 'ready' };
  if (ours === 'failed' || ours === 'skipped') return { kind: 'failed', status: ours };
  if (ours === 'succeeded') return { kind: 'failed', status: 'replaced by another deployment' };
  if (ours !== undefined) return { kind: 'unknown', status: ours };
  return { kind: 'working', detail: 'waiting' };
}

function assignedAt({ aliasAssigned }: Pick<VercelDeployment, 'aliasAssigned'>): number | undefined {
  return typeof aliasAssigned === 'number' ? aliasAssigned : undefined;
}

export function mapLog(events: readonly VercelEvent[], lines: number): readonly string[] {
  return [...events]
    .sort((a, b) => (a.created ?? 0) - (b.created ?? 0))
    .map((event) => event.text ?? event.payload?.text)
    .filter((text) => typeof text === 'string')
    .flatMap((text) => text.trimEnd().split('\n'))
    .slice(-lines);
}
