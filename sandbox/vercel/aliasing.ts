import { ApiError, badRequest, conflict } from './api-error.ts';
import { commitOf } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { sendWebhook } from './webhooks.ts';
import { currentProduction, keepRunning, productionDomain, takeFailure } from './world.ts';
import type { Alias, AliasRequest, World } from './world.ts';

/** At once, as an alias is. */
export function aim(
  world: World,
  name: string,
  deployment: Deployment,
  now = world.kernel.clock.now(),
): Alias {
  const before = world.aliases.get(name);
  const alias = {
    uid: before?.uid ?? world.kernel.id('als', { length: 20 }),
    name,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    deployment: deployment.id,
  };
  world.aliases.set(name, alias);
  deployment.aliasAssigned = now;
  if (name === productionDomain) {
    world.project.previous = before?.deployment;
    deployment.substate = 'PROMOTED';
    deployment.wasProduction = true;
  }
  world.kernel.changed('vercel');
  return alias;
}

/** Accepted here, done in the background: `lastAliasRequest` of the project tells how far it is. */
export function requestAliases(world: World, deployment: Deployment, type: AliasRequest['type']): void {
  refuseImpossible(world, deployment, type);
  world.project.lastAliasRequest = {
    fromDeploymentId: currentProduction(world)?.id ?? '',
    toDeploymentId: deployment.id,
    jobStatus: 'pending',
    requestedAt: world.kernel.clock.now(),
    type,
  };
  world.kernel.changed('vercel');
  const moving = moveDomains(world, deployment, type).catch(() => {
    // The world ended: nobody asks for this any more.
  });
  keepRunning(world, moving);
}

async function moveDomains(world: World, deployment: Deployment, type: AliasRequest['type']): Promise<void> {
  const half = world.kernel.settings.vercel.promoteMs / 2;
  await world.kernel.clock.sleep(half, world.end.signal);
  setJob(world, 'in-progress');
  await world.kernel.clock.sleep(half, world.end.signal);
  if (takeFailure(world, 'PROMOTION', commitOf(deployment)) || !world.deployments.has(deployment.id)) {
    setJob(world, 'failed');
    return;
  }
  aim(world, productionDomain, deployment);
  world.project.rolledBack = type === 'rollback';
  setJob(world, 'succeeded');
  if (type === 'promote') sendWebhook(world, 'deployment.promoted', deployment);
}

function setJob(world: World, jobStatus: AliasRequest['jobStatus']): void {
  const request = world.project.lastAliasRequest;
  if (request) world.project.lastAliasRequest = { ...request, jobStatus };
  world.kernel.changed('vercel');
}

function refuseImpossible(world: World, deployment: Deployment, type: AliasRequest['type']): void {
  const { id, readyState, target, wasProduction } = deployment;
  if (readyState !== 'READY') throw badRequest(`Deployment ${id} is not ready: it is ${readyState}.`);
  if (target !== 'production') throw badRequest(`Deployment ${id} is not a production deployment.`);
  if (type === 'rollback' && !wasProduction) {
    throw badRequest(`Deployment ${id} never served production, so it cannot be rolled back to.`);
  }
  const status = world.project.lastAliasRequest?.jobStatus;
  if (status === 'pending' || status === 'in-progress') {
    throw conflict('Another promotion or rollback of this project is in progress.');
  }
  if (currentProduction(world)?.id === id) {
    throw conflict(`Deployment ${id} is already the current production deployment.`);
  }
  if (type === 'rollback' && world.kernel.settings.vercel.plan === 'hobby' && world.project.previous !== id) {
    throw new ApiError(402, {
      code: 'payment_required',
      message: 'On this plan only the previous production deployment can be rolled back to.',
    });
  }
}
