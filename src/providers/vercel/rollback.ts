import type { FrontendTarget } from '../../domain/environment.ts';
import type { AddressAssignment, FrontendRollback } from '../contract.ts';
import { currentProduction, isBuilding, isGone } from './mapper.ts';
import { findAlias, findDeployment, listDeployments, readProject, type VercelContext } from './read.ts';
import type { VercelDeployment, VercelProject } from './schema.ts';

/** The team's plan goes back one deployment only; Vercel answers 402 to anything else. */
const oneStepPlans = ['hobby'];

export async function rollbackOf(
  context: VercelContext,
  target: FrontendTarget,
  id: string,
): Promise<FrontendRollback> {
  const deployment = await findDeployment(context, target, id);
  if (!deployment || deployment.readyState === 'DELETED') return { kind: 'gone', why: 'deleted' };
  if (target.target === 'preview') {
    const alias = await findAlias(context, target);
    return alias?.deploymentId === id ? { kind: 'live' } : whatIsBuilt(deployment);
  }
  const project = await readProject(context, target);
  const current = currentProduction(project)?.id;
  if (current === id) return { kind: 'live' };
  const built = whatIsBuilt(deployment);
  if (built.kind !== 'instant') return built;
  if (!mayHaveServed(deployment)) return { kind: 'rebuild', why: 'never_live' };
  if (!(await isCandidate(context, target, deployment))) return { kind: 'rebuild', why: 'not_offered' };
  if (!oneStepPlans.includes(deployment.plan ?? '')) return { kind: 'instant' };
  const previous = previousOf(project, current) ?? (await newestCandidate(context, target));
  return previous === id ? { kind: 'instant' } : { kind: 'rebuild', why: 'plan' };
}

export async function assignment(context: VercelContext, target: FrontendTarget): Promise<AddressAssignment> {
  if (target.target === 'preview') return { kind: 'explicit', why: 'alias' };
  const project = await readProject(context, target);
  const request = project.lastAliasRequest;
  const holds =
    request?.jobStatus === 'succeeded' && currentProduction(project)?.id === request.toDeploymentId;
  if (request?.type === 'rollback' && holds)
    return { kind: 'explicit', why: 'rolled_back', since: request.requestedAt };
  return project.autoAssignCustomDomains === false
    ? { kind: 'explicit', why: 'setting' }
    : { kind: 'automatic' };
}

function whatIsBuilt({ readyState }: VercelDeployment): FrontendRollback {
  if (readyState === 'READY') return { kind: 'instant' };
  const failed = isGone(readyState) || isBuilding(readyState) || ['ERROR', 'BLOCKED'].includes(readyState);
  return failed ? { kind: 'gone', why: 'not_built' } : { kind: 'rebuild', why: 'not_offered' };
}

/** Older deployments come without a substate. */
function mayHaveServed({ target, readySubstate }: VercelDeployment): boolean {
  return target === 'production' && readySubstate !== 'STAGED';
}

const candidates = { target: 'production', rollbackCandidate: 'true' };

/** `since` and `until` leave out their own instant: only what was created at the same one is listed. */
async function isCandidate(
  context: VercelContext,
  target: FrontendTarget,
  { id, createdAt }: VercelDeployment,
): Promise<boolean> {
  const window = createdAt ? { since: createdAt - 1, until: createdAt + 1 } : {};
  const listed = await listDeployments(context, target, { ...candidates, ...window, limit: 100 });
  return listed.some(({ uid, isRollbackCandidate }) => uid === id && isRollbackCandidate !== false);
}

/** What the last promotion or rollback took the address from, if nothing has moved it since. */
function previousOf(project: VercelProject, current: string | undefined): string | undefined {
  const request = project.lastAliasRequest;
  if (request?.jobStatus !== 'succeeded' || request.toDeploymentId !== current) return undefined;
  return request.fromDeploymentId || undefined;
}

async function newestCandidate(context: VercelContext, target: FrontendTarget): Promise<string | undefined> {
  return (await listDeployments(context, target, { ...candidates, limit: 1 }))[0]?.uid;
}
