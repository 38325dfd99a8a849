import type { FrontendTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { FrontendHost, StagedDeployment, WorkStatus } from '../contract.ts';
import { type Call, createFailures, type Failures } from '../failure.ts';
import { createVercelClient, type VercelClient, type VercelSettings } from './client.ts';
import {
  currentProduction,
  findByKey,
  isBuilding,
  isGone,
  mapLive,
  mapLog,
  mapPromotion,
  mapState,
} from './mapper.ts';
import {
  aliasSchema,
  deploymentSchema,
  deploymentsSchema,
  eventsSchema,
  projectSchema,
  type VercelDeployment,
  type VercelProject,
} from './schema.ts';
import { metaKey, upload, type UploadContext } from './upload.ts';

interface VercelContext {
  readonly client: VercelClient;
  readonly failures: Failures;
}

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

async function findCurrent(context: VercelContext, target: FrontendTarget) {
  if (target.target === 'production') return currentProduction(await readProject(context, target));
  const alias = await findAlias(context, target);
  if (!alias?.deploymentId) return undefined;
  return { id: alias.deploymentId, since: alias.updatedAt ?? alias.createdAt ?? undefined };
}

async function findStaged(
  { client, failures }: VercelContext,
  { project, team }: FrontendTarget,
  key: string,
): Promise<StagedDeployment | undefined> {
  const call: Call = { what: 'list the deployments', effect: 'reads' };
  const query = { projectId: project, [`meta-${metaKey}`]: key, limit: 100 };
  const answer = await client.send(call, { method: 'GET', path: '/v6/deployments', team, query });
  return findByKey(failures.parse(call, deploymentsSchema, answer).deployments, key);
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

async function readProject(
  { client, failures }: VercelContext,
  { project, team }: FrontendTarget,
): Promise<VercelProject> {
  const call: Call = { what: 'read the project', effect: 'reads' };
  const path = `/v9/projects/${encodeURIComponent(project)}`;
  return failures.parse(call, projectSchema, await client.send(call, { method: 'GET', path, team }));
}

async function findDeployment(
  { client, failures }: VercelContext,
  { team }: FrontendTarget,
  deployment: string,
): Promise<VercelDeployment | undefined> {
  const call: Call = { what: 'read the deployment', effect: 'reads' };
  const path = `/v13/deployments/${encodeURIComponent(deployment)}`;
  const answer = await orIfGone(() => client.send(call, { method: 'GET', path, team }));
  return answer === undefined ? undefined : failures.parse(call, deploymentSchema, answer);
}

async function findAlias({ client, failures }: VercelContext, target: FrontendTarget) {
  const call: Call = { what: 'read the alias', effect: 'reads' };
  const path = `/v4/aliases/${encodeURIComponent(hostOf(target))}`;
  const answer = await orIfGone(() => client.send(call, { method: 'GET', path, team: target.team }));
  return answer === undefined ? undefined : failures.parse(call, aliasSchema, answer);
}

async function orIfGone(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return undefined;
    throw error;
  }
}

function hostOf(target: FrontendTarget): string {
  // With its port, if it has one: so two local stand-ins on one machine are two names.
  return new URL(target.url).host;
}
