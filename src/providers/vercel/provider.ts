import type { FrontendTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { FrontendHost, StagedDeployment, WorkStatus } from '../contract.ts';
import { type Call, createFailures } from '../failure.ts';
import { createVercelClient, type VercelSettings } from './client.ts';
import { findByKey, isBuilding, isGone, mapLive, mapLog, mapPromotion, mapState } from './mapper.ts';
import {
  findAlias,
  findCurrent,
  findDeployment,
  hostOf,
  listDeployments,
  orIfGone,
  readProject,
  type VercelContext,
} from './read.ts';
import { autoDeploy, setAutoDeploy } from './auto-deploy.ts';
import { assignment, rollbackOf } from './rollback.ts';
import { eventsSchema, type VercelProject } from './schema.ts';
import { metaKey, upload, type UploadContext } from './upload.ts';

export function createVercel(settings: VercelSettings, options: UploadContext['options']): FrontendHost {
  const failures = createFailures('Vercel', options.scrub);
  const context = { client: createVercelClient(settings, options, failures), failures };
  return {
    live: (target) => live(context, target),
    stage: (target, build) => upload({ settings, options, failures }, target, build),
    findStaged: (target, key) => findStaged(context, target, key),
    status: (target, deployment) => status(context, target, deployment),
    promote: (target, deployment, how) => promote(context, target, { deployment, how }),
    promotion: (target, deployment) => promotion(context, target, deployment),
    madeBy: async (target, deployment) =>
      (await findDeployment(context, target, deployment))?.creator?.username ?? undefined,
    rollbackOf: (target, deployment) => rollbackOf(context, target, deployment),
    assignment: (target) => assignment(context, target),
    autoDeploy: (target) => autoDeploy(context, target),
    setAutoDeploy: (target, enabled) => setAutoDeploy(context, target, enabled),
    discard: (target, deployment) => discard(context, target, deployment),
    logs: (target, deployment, lines) => logs(context, target, { deployment, lines }),
  };
}

async function live(context: VercelContext, target: FrontendTarget): Promise<LiveDeployment | undefined> {
  const current = await findCurrent(context, target);
  if (!current) return undefined;
  const deployment = await findDeployment(context, target, current.id);
  return deployment && mapLive(deployment, current.since);
}

async function findStaged(
  context: VercelContext,
  target: FrontendTarget,
  key: string,
): Promise<StagedDeployment | undefined> {
  const query = { [`meta-${metaKey}`]: key, limit: 100 };
  return findByKey(await listDeployments(context, target, query), key);
}

async function status(
  context: VercelContext,
  target: FrontendTarget,
  deployment: string,
): Promise<WorkStatus> {
  const found = await findDeployment(context, target, deployment);
  return found ? mapState(found.readyState, found.url) : { kind: 'failed', status: 'DELETED' };
}

async function promote(
  context: VercelContext,
  target: FrontendTarget,
  { deployment, how }: { readonly deployment: string; readonly how: 'promote' | 'rollback' },
): Promise<void> {
  const call: Call = {
    what: `${how === 'promote' ? 'promote' : 'roll back to'} the deployment`,
    effect: 'mutates',
  };
  const { team } = target;
  if (target.target === 'preview') {
    if ((await findAlias(context, target))?.deploymentId === deployment) return;
    const path = `/v2/deployments/${encodeURIComponent(deployment)}/aliases`;
    await context.client.send(call, { method: 'POST', path, team, body: { alias: hostOf(target) } });
    return;
  }
  const project = await readProject(context, target);
  if (isOnItsWay(mapPromotion(project, deployment), project, deployment)) return;
  const version = how === 'promote' ? 'v10' : 'v1';
  const path = `/${version}/projects/${project.id}/${how}/${encodeURIComponent(deployment)}`;
  await context.client.send(call, { method: 'POST', path, team });
}

function isOnItsWay(found: WorkStatus, project: VercelProject, deployment: string): boolean {
  const asked = project.lastAliasRequest?.toDeploymentId === deployment;
  return found.kind === 'ready' || (found.kind === 'working' && asked);
}

async function promotion(
  context: VercelContext,
  target: FrontendTarget,
  deployment: string,
): Promise<WorkStatus> {
  if (target.target === 'production') return mapPromotion(await readProject(context, target), deployment);
  const alias = await findAlias(context, target);
  return alias?.deploymentId === deployment ? { kind: 'ready' } : { kind: 'working', detail: 'waiting' };
}

async function discard(context: VercelContext, target: FrontendTarget, deployment: string): Promise<void> {
  const found = await findDeployment(context, target, deployment);
  if (!found || isGone(found.readyState)) return;
  const call: Call = { what: 'discard the deployment', effect: 'mutates' };
  if ((await findCurrent(context, target))?.id === deployment)
    throw context.failures.refused(call, `${deployment} is what ${target.url} serves, so it stays`);
  if (isBuilding(found.readyState) && (await cancel(context, target, deployment))) return;
  const path = `/v13/deployments/${encodeURIComponent(deployment)}`;
  await orIfGone(() => context.client.send(call, { method: 'DELETE', path, team: target.team }));
}

/** False where the build ended before it could be cancelled. */
async function cancel(
  { client }: VercelContext,
  { team }: FrontendTarget,
  deployment: string,
): Promise<boolean> {
  const call: Call = { what: 'cancel the build', effect: 'mutates' };
  const path = `/v12/deployments/${encodeURIComponent(deployment)}/cancel`;
  try {
    await client.send(call, { method: 'PATCH', path, team });
    return true;
  } catch (error) {
    if (error instanceof TerminalError && [400, 404, 409].includes(Number(error.facts['status'])))
      return false;
    throw error;
  }
}

async function logs(
  { client, failures }: VercelContext,
  { team }: FrontendTarget,
  { deployment, lines }: { readonly deployment: string; readonly lines: number },
): Promise<readonly string[]> {
  const call: Call = { what: 'read the build log', effect: 'reads' };
  const path = `/v3/deployments/${encodeURIComponent(deployment)}/events`;
  const query = { builds: 1, direction: 'backward', limit: lines };
  const answer = await client.send(call, { method: 'GET', path, team, query });
  return mapLog(failures.parse(call, eventsSchema, answer), lines).map((line) => failures.scrub(line));
}
