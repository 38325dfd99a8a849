import { join } from 'node:path';
import { aim } from './aliasing.ts';
import { buildSite, generateSite, writeTree } from './build.ts';
import type { Build } from './build.ts';
import { commitOf } from './deployment.ts';
import type { Deployment, LogLine } from './deployment.ts';
import { vercelSeed } from './seed.ts';
import type { Site } from './site.ts';
import { sendWebhook } from './webhooks.ts';
import { productionDomain, siteOf, takeFailure } from './world.ts';
import type { World } from './world.ts';

/** Takes a new deployment to its end: READY, ERROR or CANCELED. Never rejects. */
export async function runPipeline(world: World, deployment: Deployment): Promise<void> {
  const { clock, settings } = world.kernel;
  const signal = AbortSignal.any([world.end.signal, deployment.stop.signal]);
  try {
    await clock.sleep(settings.vercel.queueMs, signal);
    deployment.readyState = 'BUILDING';
    deployment.buildingAt = clock.now();
    world.kernel.changed('vercel');
    const [site] = await Promise.all([
      build(world, deployment, signal),
      clock.sleep(settings.vercel.buildMs, signal),
    ]);
    deployment.site = () => Promise.resolve(site);
    await world.edge.open(deployment.url, () => siteOf(world, deployment.url));
    signal.throwIfAborted();
    finish(world, deployment);
    sendWebhook(world, 'deployment.succeeded', deployment);
  } catch (error) {
    if (!signal.aborted) fail(world, deployment, error);
    await world.edge.shut(deployment.url);
  }
  world.kernel.changed('vercel');
}

/** Also how the deployments of the seed are built, when somebody first looks at them. */
export async function build(world: World, deployment: Deployment, signal: AbortSignal): Promise<Site> {
  const { input } = deployment;
  const commit = commitOf(deployment);
  const work: Build = {
    directory: join(
      world.kernel.directory,
      'vercel',
      world.kernel.id('build', { separator: '-', length: 8 }),
    ),
    writeFiles: (directory) =>
      input.kind === 'upload'
        ? writeTree(directory, input.files)
        : world.source.exportTree(input.sha, directory),
    env: { ...systemEnvironment(deployment), ...deployment.buildEnv },
    log: (type, text) => log(world, deployment, { type, text }),
    signal,
  };
  work.log('stdout', 'Running build in Washington, D.C., USA (East) – iad1');
  if (takeFailure(world, 'BUILD', commit)) throw new Error('The sandbox was told to fail this build.');
  const site = world.kernel.settings.vercel.realBuilds
    ? await buildSite(work)
    : await generateSite(work, deployment.buildEnv['CABECEO_COMMIT_SHA'] ?? commit ?? 'unknown');
  work.log('stdout', `Build Completed: ${site.files.size} files`);
  return site;
}

function finish(world: World, deployment: Deployment): void {
  deployment.readyAt = world.kernel.clock.now();
  deployment.readyState = 'READY';
  if (deployment.target !== 'production') {
    deployment.aliasAssigned = deployment.readyAt;
    return;
  }
  deployment.substate = 'STAGED';
  const { autoAssignCustomDomains, rolledBack } = world.project;
  if (deployment.autoAssign && autoAssignCustomDomains && !rolledBack)
    aim(world, productionDomain, deployment);
}

function fail(world: World, deployment: Deployment, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  log(world, deployment, { type: 'stderr', text: `Error: ${message}` });
  deployment.error = message;
  deployment.readyState = 'ERROR';
  sendWebhook(world, 'deployment.error', deployment);
}

function log(world: World, deployment: Deployment, line: Pick<LogLine, 'type' | 'text'>): void {
  deployment.log.push({ ...line, at: world.kernel.clock.now(), serial: deployment.log.length });
}

/** https://vercel.com/docs/environment-variables/system-environment-variables */
function systemEnvironment(deployment: Deployment): Record<string, string> {
  const { url, target, meta } = deployment;
  return {
    CI: '1',
    VERCEL: '1',
    VERCEL_ENV: target === 'production' ? 'production' : 'preview',
    VERCEL_URL: url,
    VERCEL_PROJECT_PRODUCTION_URL: productionDomain,
    VERCEL_DEPLOYMENT_ID: deployment.id,
    VERCEL_PROJECT_ID: vercelSeed.project.id,
    ...(meta['githubCommitSha'] !== undefined && { VERCEL_GIT_COMMIT_SHA: meta['githubCommitSha'] }),
    ...(meta['githubCommitRef'] !== undefined && { VERCEL_GIT_COMMIT_REF: meta['githubCommitRef'] }),
  };
}
