import type { BackendTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { BackendHost } from '../contract.ts';
import { type Call, createFailures } from '../failure.ts';
import { type ClientOptions, createRailwayClient, type RailwaySettings } from './client.ts';
import { autoDeploy, setAutoDeploy } from './auto-deploy.ts';
import { chooseDiscard, mapLog, mapStatus, readCommit } from './mapper.ts';
import { clockSkewMs, findById, listSince, live, type RailwayContext } from './read.ts';
import { findRolledBack, rollBack, rollbackOf } from './rollback.ts';
import { documents, type RailwayDeployment } from './schema.ts';
import { traffic } from './traffic.ts';

export function createRailway(settings: RailwaySettings, options: ClientOptions): BackendHost {
  const failures = createFailures('Railway', options.scrub);
  const context: RailwayContext = { client: createRailwayClient(settings, options, failures), failures };
  return {
    live: (target) => live(context, target),
    deploy: (target, sha) => deploy(context, target, sha),
    findDeployment: (target, wanted) => findDeployment(context, target, wanted),
    isDeployedAfter: (target, wanted) => isDeployedAfter(context, target, wanted),
    status: async (_, deployment) => {
      const found = await findById(context, deployment);
      return found ? mapStatus(found) : { kind: 'failed', status: 'REMOVED' };
    },
    madeBy: async (_, deployment) => {
      const creator = (await findById(context, deployment))?.creator;
      return creator ? creator.name || creator.email : undefined;
    },
    page: pageOf,
    canRollBack: async (_, deployment) => (await findById(context, deployment))?.canRollback ?? false,
    rollbackOf: (target, deployment) => rollbackOf(context, target, deployment),
    rollBack: (_, deployment) => rollBack(context, deployment),
    findRolledBack: (target, wanted) => findRolledBack(context, target, wanted),
    autoDeploy: (target) => autoDeploy(context, target),
    setAutoDeploy: (target, enabled) => setAutoDeploy(context, target, enabled),
    traffic: (target, period) => traffic(context, target, period),
    discard: (_, deployment) => discard(context, deployment),
    logs: (_, deployment, lines) => logs(context, deployment, lines),
  };
}

function pageOf({ project, environment, service }: BackendTarget, deployment: string): string {
  const query = new URLSearchParams({ environmentId: environment, id: deployment });
  return `https://railway.com/project/${project}/service/${service}?${query.toString()}`;
}

async function deploy(
  { client }: RailwayContext,
  target: BackendTarget,
  commitSha: CommitSha,
): Promise<{ readonly deployment: string }> {
  const answer = await client.ask({ what: 'deploy the commit', effect: 'mutates' }, documents.deploy, {
    commitSha,
    environmentId: target.environment,
    serviceId: target.service,
  });
  return { deployment: answer.serviceInstanceDeployV2 };
}

async function findDeployment(
  context: RailwayContext,
  target: BackendTarget,
  wanted: { readonly sha: CommitSha; readonly since: number; readonly except: readonly string[] },
): Promise<{ readonly deployment: string } | undefined> {
  let oldest: RailwayDeployment | undefined;
  for await (const deployment of listSince(context, target, wanted.since - clockSkewMs)) {
    if (readCommit(deployment) === wanted.sha && !wanted.except.includes(deployment.id)) oldest = deployment;
  }
  return oldest && { deployment: oldest.id };
}

async function isDeployedAfter(
  context: RailwayContext,
  target: BackendTarget,
  wanted: { readonly sha: CommitSha; readonly deployment: string },
): Promise<boolean> {
  for await (const deployment of listSince(context, target, 0)) {
    if (deployment.id === wanted.deployment) return false;
    if (readCommit(deployment) === wanted.sha) return true;
  }
  return false;
}

async function discard(context: RailwayContext, id: string): Promise<void> {
  const found = await findById(context, id);
  const way = found ? chooseDiscard(found.status) : 'nothing';
  if (way === 'nothing') return;
  if (way === 'cancel' && (await cancel(context, id))) return;
  await remove(context, id);
}

/** False where the build ended before it could be cancelled. */
async function cancel(context: RailwayContext, id: string): Promise<boolean> {
  const call: Call = { what: 'cancel the build', effect: 'mutates' };
  try {
    return (await context.client.ask(call, documents.cancel, { id })).deploymentCancel;
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const found = await findById(context, id);
    if (found && chooseDiscard(found.status) === 'cancel') throw error;
    return false;
  }
}

async function remove(context: RailwayContext, id: string): Promise<void> {
  const call: Call = { what: 'remove the deployment', effect: 'mutates' };
  try {
    const { deploymentRemove } = await context.client.ask(call, documents.remove, { id });
    if (!deploymentRemove) throw context.failures.refused(call, `deployment ${id} was not removed`);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const found = await findById(context, id);
    if (found && chooseDiscard(found.status) !== 'nothing') throw error;
  }
}

async function logs(
  { client, failures }: RailwayContext,
  deploymentId: string,
  limit: number,
): Promise<readonly string[]> {
  const call: Call = { what: 'read the logs', effect: 'reads' };
  const [build, run] = await Promise.all([
    client.ask(call, documents.buildLogs, { deploymentId, limit }),
    client.ask(call, documents.deploymentLogs, { deploymentId, limit }),
  ]);
  return mapLog(build.buildLogs, run.deploymentLogs, limit).map((line) => failures.scrub(line));
}
