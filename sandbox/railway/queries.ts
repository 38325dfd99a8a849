import { GraphQLError } from 'graphql';
import type { Kernel } from '../kernel/contract.ts';
import type { Access } from './access.ts';
import { notAuthorized, requireAccount, requireReach } from './access.ts';
import type { PageArguments } from './connection.ts';
import { connection } from './connection.ts';
import type { Deployment, ServiceEnvironment } from './deployment.ts';
import type { Fleet } from './fleet.ts';
import type { MetricArguments } from './http-metrics.ts';
import { countsByStatus, durations, periodOf } from './http-metrics.ts';
import type { LogArguments } from './logs.ts';
import { readLogs } from './logs.ts';
import type { Nodes } from './nodes.ts';
import type { EnvironmentName } from './seed.ts';
import { environmentNames, railwaySeed } from './seed.ts';

interface DeploymentList {
  readonly environmentId?: string | null;
  readonly projectId?: string | null;
  readonly serviceId?: string | null;
  readonly status?: {
    readonly in?: readonly string[] | null;
    readonly notIn?: readonly string[] | null;
  } | null;
}

/** Root values of the Query type. */
export function createQueries({ fleet, nodes, kernel }: { fleet: Fleet; nodes: Nodes; kernel: Kernel }) {
  const samples = (wanted: MetricArguments, access: Access) => {
    requireId(wanted.serviceId, railwaySeed.service.id, 'Service');
    const environment = fleet.environments[environmentById(wanted.environmentId)];
    requireReach(access, environment.name);
    return environment.traffic.samples(periodOf(wanted, kernel.clock.now()), environment.served);
  };

  return {
    httpMetricsGroupedByStatus: (wanted: MetricArguments, access: Access) =>
      countsByStatus(samples(wanted, access)),

    httpDurationMetrics: (wanted: MetricArguments, access: Access) => durations(samples(wanted, access)),

    deployment: ({ id }: { id: string }, access: Access) =>
      nodes.deployment(getDeployment(fleet, id, access)),

    deployments({ input, ...page }: PageArguments & { readonly input: DeploymentList }, access: Access) {
      const reached = environmentNames.filter(
        (name) => access.kind === 'account' || access.environment === name,
      );
      if (input.environmentId) requireReach(access, environmentById(input.environmentId));
      const wanted = reached
        .filter((name) => !input.environmentId || railwaySeed.environments[name].id === input.environmentId)
        .filter(() => !input.serviceId || input.serviceId === railwaySeed.service.id)
        .filter(() => !input.projectId || input.projectId === railwaySeed.project.id)
        .flatMap((name) => fleet.environments[name].deployments)
        .filter((one) => hasStatus(one, input.status))
        .sort((a, b) => a.createdAt - b.createdAt)
        .toReversed();
      return connection(wanted.map(nodes.deployment), page);
    },

    deploymentEvents({ id, ...page }: PageArguments & { readonly id: string }, access: Access) {
      return connection(getDeployment(fleet, id, access).events.map(nodes.event), page);
    },

    buildLogs(wanted: LogArguments, access: Access) {
      const deployment = getDeployment(fleet, wanted.deploymentId, access);
      return readLogs(deployment, deployment.buildLogs, wanted);
    },

    deploymentLogs(wanted: LogArguments, access: Access) {
      const deployment = getDeployment(fleet, wanted.deploymentId, access);
      return readLogs(deployment, deployment.runLogs, wanted);
    },

    environment({ id }: { readonly id: string }, access: Access) {
      const name = environmentById(id);
      requireReach(access, name);
      return nodes.environment(name);
    },

    project({ id }: { readonly id: string }, access: Access) {
      requireAccount(access);
      requireId(id, railwaySeed.project.id, 'Project');
      return nodes.project();
    },

    projectToken(_: unknown, access: Access) {
      if (access.kind === 'account') throw new GraphQLError('Project Token not found');
      const { id, projectToken } = railwaySeed.environments[access.environment];
      return {
        id: `token-${id}`,
        name: `deploy ${access.environment}`,
        displayToken: `${projectToken.slice(0, 4)}****`,
        createdAt: nodes.service().createdAt,
        projectId: railwaySeed.project.id,
        project: nodes.project,
        environmentId: id,
        environment: () => nodes.environment(access.environment),
      };
    },

    service({ id }: { readonly id: string }) {
      requireId(id, railwaySeed.service.id, 'Service');
      return nodes.service();
    },

    serviceInstance(
      { environmentId, serviceId }: { readonly environmentId: string; readonly serviceId: string },
      access: Access,
    ) {
      requireId(serviceId, railwaySeed.service.id, 'ServiceInstance');
      const name = environmentById(environmentId);
      requireReach(access, name);
      return nodes.instance(fleet.environments[name]);
    },

    serviceInstanceAutoDeployStatus(wanted: OneService, access: Access) {
      const { autoDeploy } = serviceOf(fleet, wanted, access);
      return { canEnable: true, enabled: autoDeploy, reason: null };
    },

    variables({ environmentId }: { readonly environmentId: string }, access: Access) {
      const name = environmentById(environmentId);
      requireReach(access, name);
      return { ...fleet.environments[name].variables };
    },
  };
}

export function getDeployment(fleet: Fleet, id: string, access: Access): Deployment {
  const deployment = fleet.find(id);
  if (deployment === undefined) throw new GraphQLError('Deployment not found');
  requireReach(access, deployment.environment);
  return deployment;
}

export interface OneService {
  readonly environmentId: string;
  readonly projectId: string;
  readonly serviceId: string;
}

export function serviceOf(
  fleet: Fleet,
  { environmentId, projectId, serviceId }: OneService,
  access: Access,
): ServiceEnvironment {
  requireId(projectId, railwaySeed.project.id, 'Project');
  requireId(serviceId, railwaySeed.service.id, 'Service');
  const name = environmentById(environmentId);
  requireReach(access, name);
  return fleet.environments[name];
}

export function environmentById(id: string): EnvironmentName {
  const name = environmentNames.find((one) => railwaySeed.environments[one].id === id);
  if (name === undefined) throw notAuthorized();
  return name;
}

export function requireId(found: string, expected: string, what: string): void {
  if (found !== expected) throw new GraphQLError(`${what} not found`);
}

function hasStatus(deployment: Deployment, wanted: DeploymentList['status']): boolean {
  const status = deployment.forced ?? deployment.status;
  return (!wanted?.in || wanted.in.includes(status)) && !wanted?.notIn?.includes(status);
}
