import { createHash } from 'node:crypto';
import type { Kernel } from '../kernel/contract.ts';
import type { LocalCommit, LocalRepository } from '../github/contract.ts';
import type { Creator } from './access.ts';
import type { CommitFacts, Deployment, Reason, ServiceEnvironment } from './deployment.ts';
import { canRollback, giveTraffic } from './deployment.ts';
import type { Image } from './image.ts';
import { start } from './bring-up.ts';
import type { PipelineParts } from './progress.ts';
import { moveTo } from './progress.ts';
import { retire, runDeployment, startLive } from './pipeline.ts';
import type { EnvironmentName } from './seed.ts';
import { environmentNames, railwaySeed } from './seed.ts';
import { createTraffic } from './traffic.ts';

export interface FleetOptions {
  readonly source: Pick<LocalRepository, 'commit'>;
  /** Full SHA of what each environment runs at the start. */
  readonly live: Partial<Record<EnvironmentName, string>>;
  readonly variables: Partial<Record<EnvironmentName, Readonly<Record<string, string>>>>;
}

/** All environments with their deployments, and what may be done to them. */
export interface Fleet {
  readonly environments: Readonly<Record<EnvironmentName, ServiceEnvironment>>;
  find(id: string): Deployment | undefined;
  /** Undefined: no such commit. */
  deployCommit(
    environment: ServiceEnvironment,
    wanted: { readonly sha: string; readonly creator: Creator | undefined },
  ): Promise<Deployment | undefined>;
  redeploy(deployment: Deployment, wanted: Remade): Deployment;
  /** Undefined: its image is no longer kept. */
  rollBack(deployment: Deployment, wanted: Pick<Remade, 'creator'>): Deployment | undefined;
  remove(deployment: Deployment): Promise<void>;
  stop(deployment: Deployment): Promise<void>;
  restart(deployment: Deployment): Promise<void>;
  canRollback(deployment: Deployment): boolean;
  /** Ends every build and every process. */
  close(): Promise<void>;
}

interface Remade {
  readonly creator: Creator | undefined;
  readonly image?: Image | undefined;
}

/** What a seeded commit's build took. */
const seededBuildMs = 180_000;

export async function createFleet(options: FleetOptions, parts: PipelineParts): Promise<Fleet> {
  const { kernel } = parts;
  const environments = {
    production: newEnvironment('production', options, kernel),
    development: newEnvironment('development', options, kernel),
  };
  const underWay = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const launch = (environment: ServiceEnvironment, facts: NewDeployment): Deployment => {
    const deployment = newDeployment(environment, kernel, facts);
    environment.deployments.push(deployment);
    track(runDeployment(deployment, environment, parts));
    return deployment;
  };
  const environmentOf = (deployment: Deployment) => environments[deployment.environment];
  const mayRollBack = (deployment: Deployment) =>
    canRollback(deployment, {
      active: environmentOf(deployment).active,
      now: kernel.clock.now(),
      windowMs: kernel.settings.railway.rollbackWindowMs,
    });

  const fleet: Fleet = {
    environments,
    find: (id) =>
      environmentNames.flatMap((name) => environments[name].deployments).find((one) => one.id === id),
    async deployCommit(environment, { sha, creator }) {
      const commit = await findCommit(options.source, sha);
      return commit === undefined ? undefined : launch(environment, { commit, reason: 'deploy', creator });
    },
    redeploy: (deployment, wanted) =>
      launch(environmentOf(deployment), { commit: deployment.commit, reason: 'redeploy', ...wanted }),
    rollBack(deployment, { creator }) {
      if (!mayRollBack(deployment)) return undefined;
      const { commit, image, variables } = deployment;
      return launch(environmentOf(deployment), { commit, reason: 'rollback', image, variables, creator });
    },
    remove: (deployment) => retire(deployment, environmentOf(deployment), parts),
    async stop(deployment) {
      deployment.stopped = true;
      const { runtime } = deployment;
      deployment.runtime = undefined;
      await runtime?.stop(500);
      kernel.changed('railway');
    },
    async restart(deployment) {
      const { runtime } = deployment;
      deployment.runtime = undefined;
      await runtime?.stop(500);
      deployment.stopped = false;
      await start(deployment, parts);
      moveTo(deployment, 'SUCCESS', parts);
    },
    canRollback: mayRollBack,
    async close() {
      const all = environmentNames.flatMap((name) => environments[name].deployments);
      for (const deployment of all) deployment.controller.abort(new Error('The sandbox is closing.'));
      for (const name of environmentNames) await environments[name].starting;
      await Promise.all(underWay);
      await Promise.all(all.map(async (deployment) => deployment.runtime?.stop(300)));
    },
  };

  for (const name of environmentNames) {
    const sha = options.live[name];
    if (sha !== undefined) await seedLive(environments[name], sha, { options, parts });
  }
  return fleet;
}

interface NewDeployment {
  readonly commit: CommitFacts;
  readonly reason: Reason;
  readonly creator: Creator | undefined;
  readonly image?: Image | undefined;
  readonly variables?: Readonly<Record<string, string>>;
  readonly createdAt?: number;
}

/** The deployment is SUCCESS from the start; requests to its domain wait until its container is there. */
async function seedLive(
  environment: ServiceEnvironment,
  sha: string,
  { options, parts }: { readonly options: FleetOptions; readonly parts: PipelineParts },
): Promise<void> {
  const commit = await findCommit(options.source, sha);
  if (commit === undefined) {
    throw new Error(
      `The local Railway is to run ${sha} in ${environment.name}, but there is no such commit.`,
    );
  }
  const since = commit.date + seededBuildMs;
  const deployment = newDeployment(environment, parts.kernel, {
    commit,
    reason: 'deploy',
    creator: undefined,
    createdAt: since,
  });
  deployment.status = 'SUCCESS';
  environment.deployments.push(deployment);
  giveTraffic(environment, deployment, since);
  environment.starting = startLive(deployment, environment, parts);
}

function newEnvironment(name: EnvironmentName, options: FleetOptions, kernel: Kernel): ServiceEnvironment {
  return {
    name,
    deployments: [],
    createdAt: kernel.clock.now() - 90 * 24 * 3_600_000,
    active: undefined,
    traffic: createTraffic(),
    served: [],
    starting: undefined,
    variables: { ...options.variables[name] },
    settings: { healthcheckPath: '/health' },
    autoDeploy: false,
    unhealthy: undefined,
    failing: [],
  };
}

function newDeployment(environment: ServiceEnvironment, kernel: Kernel, facts: NewDeployment): Deployment {
  const id = uuid(kernel.id('railway'));
  const createdAt = facts.createdAt ?? kernel.clock.now();
  const settings = railwaySeed.environments[environment.name];
  return {
    id,
    environment: environment.name,
    commit: facts.commit,
    reason: facts.reason,
    creator: facts.creator,
    createdAt,
    variables: facts.variables ?? {
      ...environment.variables,
      RAILWAY_GIT_COMMIT_SHA: facts.commit.sha,
      RAILWAY_GIT_COMMIT_MESSAGE: facts.commit.message,
      RAILWAY_GIT_AUTHOR: facts.commit.author,
      RAILWAY_DEPLOYMENT_ID: id,
      RAILWAY_ENVIRONMENT_NAME: environment.name,
      RAILWAY_ENVIRONMENT_ID: settings.id,
      RAILWAY_PROJECT_ID: railwaySeed.project.id,
      RAILWAY_PROJECT_NAME: railwaySeed.project.name,
      RAILWAY_SERVICE_ID: railwaySeed.service.id,
      RAILWAY_SERVICE_NAME: railwaySeed.service.name,
      RAILWAY_PUBLIC_DOMAIN: settings.domain,
    },
    events: [],
    buildLogs: [],
    runLogs: [],
    controller: new AbortController(),
    status: 'INITIALIZING',
    statusUpdatedAt: createdAt,
    forced: undefined,
    image: facts.image,
    runtime: undefined,
    stopped: false,
  };
}

/** Railway fetches full SHAs only. */
async function findCommit(source: FleetOptions['source'], sha: string): Promise<CommitFacts | undefined> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const commit: LocalCommit | undefined = await source.commit(sha);
  return (
    commit && { sha: commit.sha, message: commit.message, author: commit.author.login, date: commit.date }
  );
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
