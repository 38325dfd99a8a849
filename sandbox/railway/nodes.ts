import type { Deployment, DeploymentEvent, ServiceEnvironment } from './deployment.ts';
import type { PageArguments } from './connection.ts';
import { connection } from './connection.ts';
import type { Fleet } from './fleet.ts';
import type { EnvironmentName } from './seed.ts';
import { environmentNames, railwaySeed } from './seed.ts';

export interface NodeParts {
  readonly fleet: Fleet;
  readonly repository: string;
  readonly branches: Readonly<Record<EnvironmentName, string>>;
}

/** GraphQL objects of our records. What refers to another object is a function: fields are read when asked for. */
export function createNodes({ fleet, repository, branches }: NodeParts) {
  const { project, service, environments } = railwaySeed;
  const createdAt = iso(fleet.environments.production.createdAt);
  const times = { createdAt, updatedAt: createdAt, deletedAt: null };

  const projectNode = () => ({
    ...project,
    ...times,
    description: null,
    isPublic: false,
    prDeploys: false,
    primaryEnvironmentId: environments.production.id,
    environments: (page: PageArguments & { readonly isEphemeral?: boolean }) =>
      connection(page.isEphemeral === true ? [] : environmentNames.map(environmentNode), page),
    services: (page: PageArguments) => connection([serviceNode()], page),
  });

  const serviceNode = () => ({ ...service, ...times, projectId: project.id, project: projectNode });

  const environmentNode = (name: EnvironmentName) => ({
    ...times,
    id: environments[name].id,
    name,
    isEphemeral: false,
    projectId: project.id,
    deployments: (page: PageArguments) => connection(newestFirst(name).map(deploymentNode), page),
    serviceInstances: (page: PageArguments) => connection([instanceNode(fleet.environments[name])], page),
  });

  const newestFirst = (name: EnvironmentName) => [...fleet.environments[name].deployments].toReversed();

  const instanceNode = (environment: ServiceEnvironment) => {
    const { id, instanceId, domain } = environments[environment.name];
    const { settings } = environment;
    const [latest] = newestFirst(environment.name);
    return {
      ...times,
      id: instanceId,
      environmentId: id,
      serviceId: service.id,
      serviceName: service.name,
      service: serviceNode,
      source: { repo: repository, image: null },
      activeDeployments: () => (environment.active ? [deploymentNode(environment.active)] : []),
      latestDeployment: () => latest && deploymentNode(latest),
      buildCommand: settings.buildCommand,
      startCommand: settings.startCommand,
      preDeployCommand: settings.preDeployCommand,
      healthcheckPath: settings.healthcheckPath,
      healthcheckTimeout: settings.healthcheckTimeout,
      drainingSeconds: settings.drainingSeconds,
      overlapSeconds: null,
      restartPolicyType: settings.restartPolicyType ?? 'NEVER',
      restartPolicyMaxRetries: settings.restartPolicyMaxRetries ?? 0,
      numReplicas: 1,
      region: null,
      rootDirectory: null,
      sleepApplication: false,
      isUpdatable: false,
      domains: {
        serviceDomains: [
          {
            id: instanceId,
            domain,
            environmentId: id,
            serviceId: service.id,
            projectId: project.id,
            targetPort: null,
          },
        ],
      },
    };
  };

  const deploymentNode = (deployment: Deployment) => {
    const { id, domain } = environments[deployment.environment];
    return {
      id: deployment.id,
      status: deployment.forced ?? deployment.status,
      statusUpdatedAt: iso(deployment.statusUpdatedAt),
      createdAt: iso(deployment.createdAt),
      updatedAt: iso(deployment.statusUpdatedAt),
      canRedeploy: deployment.image !== undefined,
      canRollback: fleet.canRollback(deployment),
      deploymentStopped: deployment.stopped,
      creator: deployment.creator ? { ...deployment.creator, avatar: null } : null,
      environmentId: id,
      environment: () => environmentNode(deployment.environment),
      projectId: project.id,
      serviceId: service.id,
      service: serviceNode,
      snapshotId: deployment.id,
      staticUrl: domain,
      url: domain,
      instances: [{ id: deployment.id, status: instanceStatus(deployment) }],
      meta: metaOf(deployment),
    };
  };

  const metaOf = ({ commit, reason, image, environment }: Deployment) => ({
    repo: repository,
    branch: branches[environment],
    commitHash: commit.sha,
    commitMessage: commit.message,
    commitAuthor: commit.author,
    reason,
    ...(image && {
      imageDigest: image.digest,
      serviceManifest: {
        deploy: {
          healthcheckPath: image.manifest.healthcheckPath ?? null,
          healthcheckTimeout: image.manifest.healthcheckTimeoutSeconds,
          startCommand: image.manifest.startCommand,
          preDeployCommand: image.manifest.preDeployCommands,
          multiRegionConfig: { 'us-west2': { numReplicas: 1 } },
        },
      },
    }),
  });

  return {
    project: projectNode,
    service: serviceNode,
    environment: environmentNode,
    instance: instanceNode,
    deployment: deploymentNode,
    event: eventNode,
  };
}

export type Nodes = ReturnType<typeof createNodes>;

function eventNode(event: DeploymentEvent) {
  return {
    id: event.id,
    step: event.step,
    createdAt: iso(event.createdAt),
    completedAt: event.completedAt === undefined ? null : iso(event.completedAt),
    payload: {
      error: event.error ?? null,
      durationMs: event.completedAt === undefined ? null : event.completedAt - event.createdAt,
    },
  };
}

function instanceStatus({ status, stopped }: Deployment): string {
  if (stopped) return 'STOPPED';
  if (status === 'SUCCESS') return 'RUNNING';
  if (status === 'CRASHED' || status === 'REMOVED' || status === 'REMOVING') return status;
  return status === 'FAILED' ? 'EXITED' : 'INITIALIZING';
}

const iso = (ms: number) => new Date(ms).toISOString();
