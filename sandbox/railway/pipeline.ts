import { bringUp, build } from './bring-up.ts';
import type { Deployment, ServiceEnvironment } from './deployment.ts';
import { giveTraffic, isUnfinished } from './deployment.ts';
import type { PipelineParts } from './progress.ts';
import { log, messageOf, moveTo, step } from './progress.ts';
import type { Runtime } from './runtime.ts';

/** Takes one deployment from INITIALIZING to its end. Never throws: what goes wrong is the deployment's status. */
export async function runDeployment(
  deployment: Deployment,
  environment: ServiceEnvironment,
  parts: PipelineParts,
): Promise<void> {
  const { signal } = deployment.controller;
  const { clock, settings } = parts.kernel;
  try {
    if (environment.deployments.some((other) => other !== deployment && isUnfinished(other))) {
      moveTo(deployment, 'QUEUED', parts);
    }
    await clock.sleep(settings.railway.queueMs, signal);
    moveTo(deployment, 'INITIALIZING', parts);
    if (deployment.image === undefined) {
      moveTo(deployment, 'BUILDING', parts);
      deployment.image = await build(deployment, environment, {
        parts,
        shortestMs: settings.railway.buildMs,
      });
    }
    moveTo(deployment, 'DEPLOYING', parts);
    await clock.sleep(settings.railway.deployMs, signal);
    await bringUp(deployment, environment, parts);
    await takeTraffic(deployment, environment, parts);
  } catch (error) {
    const { runtime } = deployment;
    deployment.runtime = undefined;
    await runtime?.stop(0);
    if (signal.aborted) return;
    log(deployment, 'run', { message: messageOf(error), severity: 'error', at: clock.now() });
    moveTo(deployment, 'FAILED', parts);
  }
}

const liveAttempts = 3;

/**
 * What an environment runs when the sandbox starts: built and started at once, without delays. Tried again where it
 * fails, since on a busy machine its database may be slower to start than the app is willing to wait.
 */
export async function startLive(
  deployment: Deployment,
  environment: ServiceEnvironment,
  parts: PipelineParts,
): Promise<Runtime | undefined> {
  const { signal } = deployment.controller;
  try {
    for (let attempt = 1; attempt <= liveAttempts && !signal.aborted; attempt += 1) {
      const runtime = await tryLive(deployment, environment, parts);
      if (runtime !== undefined) return runtime;
    }
    if (!signal.aborted) moveTo(deployment, 'CRASHED', parts);
    return undefined;
  } finally {
    environment.starting = undefined;
  }
}

async function tryLive(
  deployment: Deployment,
  environment: ServiceEnvironment,
  parts: PipelineParts,
): Promise<Runtime | undefined> {
  try {
    deployment.image ??= await build(deployment, environment, { parts, shortestMs: 0 });
    return await bringUp(deployment, environment, parts);
  } catch (error) {
    const { runtime } = deployment;
    deployment.runtime = undefined;
    await runtime?.stop(0);
    log(deployment, 'run', { message: messageOf(error), severity: 'error', at: parts.kernel.clock.now() });
    return undefined;
  }
}

/** To REMOVED, its container stopped; also how a deployment under way is cancelled. */
export async function retire(
  deployment: Deployment,
  environment: ServiceEnvironment,
  parts: PipelineParts,
): Promise<void> {
  const wasRunning = deployment.status === 'SUCCESS';
  deployment.controller.abort(new Error('The deployment was removed.'));
  if (environment.active === deployment) giveTraffic(environment, undefined, parts.kernel.clock.now());
  const { runtime } = deployment;
  deployment.runtime = undefined;
  if (wasRunning) {
    moveTo(deployment, 'REMOVING', parts);
    const graceMs = (deployment.image?.manifest.drainingSeconds ?? 0) * 1000;
    await step(deployment, 'DRAIN_INSTANCES', parts, async () => runtime?.stop(Math.max(graceMs, 500)));
  } else {
    await runtime?.stop(0);
  }
  moveTo(deployment, 'REMOVED', parts);
}

/** One that is done after a newer one took over must not take the traffic back. */
async function takeTraffic(
  deployment: Deployment,
  environment: ServiceEnvironment,
  parts: PipelineParts,
): Promise<void> {
  deployment.controller.signal.throwIfAborted();
  const { active } = environment;
  const order = (one: Deployment) => environment.deployments.indexOf(one);
  moveTo(deployment, 'SUCCESS', parts);
  if (active !== undefined && order(active) > order(deployment)) {
    await retire(deployment, environment, parts);
    return;
  }
  giveTraffic(environment, deployment, parts.kernel.clock.now());
  environment.starting = undefined;
  parts.kernel.changed('railway');
  if (active !== undefined) await retire(active, environment, parts);
}
