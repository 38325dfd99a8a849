import { GraphQLError } from 'graphql';
import type { Kernel } from '../kernel/contract.ts';
import type { Access } from './access.ts';
import { creatorOf, requireReach } from './access.ts';
import type { ServiceEnvironment } from './deployment.ts';
import { isUnfinished } from './deployment.ts';
import type { Fleet } from './fleet.ts';
import type { ServiceSettings } from './manifest.ts';
import type { Nodes } from './nodes.ts';
import type { OneService } from './queries.ts';
import { environmentById, getDeployment, requireId, serviceOf } from './queries.ts';
import { environmentNames, railwaySeed } from './seed.ts';

interface One {
  readonly id: string;
}

interface VariableTarget {
  readonly environmentId: string;
  readonly projectId: string;
  readonly serviceId?: string | null;
  readonly skipDeploys?: boolean | null;
}

/** Root values of the Mutation type. What takes long goes on after the answer, as at Railway. */
export function createMutations({ fleet, nodes, kernel }: { fleet: Fleet; nodes: Nodes; kernel: Kernel }) {
  const setVariables = async (
    target: VariableTarget,
    access: Access,
    change: (environment: ServiceEnvironment) => void,
  ) => {
    requireId(target.projectId, railwaySeed.project.id, 'Project');
    const environment = fleet.environments[environmentById(target.environmentId)];
    requireReach(access, environment.name);
    change(environment);
    if (target.skipDeploys !== true && environment.active !== undefined)
      fleet.redeploy(environment.active, { creator: creatorOf(access) });
    kernel.changed('railway');
    return true;
  };

  return {
    async serviceInstanceDeployV2(
      wanted: {
        readonly commitSha?: string | null;
        readonly environmentId: string;
        readonly serviceId: string;
      },
      access: Access,
    ) {
      requireId(wanted.serviceId, railwaySeed.service.id, 'Service');
      const environment = fleet.environments[environmentById(wanted.environmentId)];
      requireReach(access, environment.name);
      const sha = wanted.commitSha ?? environment.active?.commit.sha;
      const deployment =
        sha === undefined
          ? undefined
          : await fleet.deployCommit(environment, { sha, creator: creatorOf(access) });
      if (deployment === undefined) throw new GraphQLError('Commit not found');
      return deployment.id;
    },

    deploymentRedeploy(
      { id, usePreviousImageTag }: One & { readonly usePreviousImageTag?: boolean | null },
      access: Access,
    ) {
      const deployment = getDeployment(fleet, id, access);
      if (usePreviousImageTag === true && deployment.image === undefined) {
        throw new GraphQLError('Deployment has no image to redeploy');
      }
      return nodes.deployment(
        fleet.redeploy(deployment, {
          creator: creatorOf(access),
          image: usePreviousImageTag === true ? deployment.image : undefined,
        }),
      );
    },

    deploymentRollback({ id }: One, access: Access) {
      if (fleet.rollBack(getDeployment(fleet, id, access), { creator: creatorOf(access) }) === undefined) {
        throw new GraphQLError('Deployment cannot be rolled back to');
      }
      return true;
    },

    async deploymentCancel({ id }: One, access: Access) {
      const deployment = getDeployment(fleet, id, access);
      if (!isUnfinished(deployment)) throw new GraphQLError('Deployment is not in progress');
      await fleet.remove(deployment);
      return true;
    },

    deploymentRemove({ id }: One, access: Access) {
      const deployment = getDeployment(fleet, id, access);
      if (deployment.status !== 'REMOVED' && deployment.status !== 'REMOVING') void fleet.remove(deployment);
      return true;
    },

    async deploymentStop({ id }: One, access: Access) {
      await fleet.stop(getDeployment(fleet, id, access));
      return true;
    },

    async deploymentRestart({ id }: One, access: Access) {
      const deployment = getDeployment(fleet, id, access);
      if (deployment.status !== 'SUCCESS' && deployment.status !== 'CRASHED') {
        throw new GraphQLError('Only a deployment that runs or crashed can be restarted');
      }
      await fleet.restart(deployment);
      return true;
    },

    serviceInstanceAutoDeployUpdate(
      { input }: { readonly input: OneService & { readonly enabled: boolean } },
      access: Access,
    ) {
      const environment = serviceOf(fleet, input, access);
      environment.autoDeploy = input.enabled;
      kernel.changed('railway');
      return { enabled: environment.autoDeploy };
    },

    serviceInstanceUpdate(
      wanted: {
        readonly environmentId?: string | null;
        readonly input: ServiceSettings;
        readonly serviceId: string;
      },
      access: Access,
    ) {
      requireId(wanted.serviceId, railwaySeed.service.id, 'Service');
      const names = wanted.environmentId ? [environmentById(wanted.environmentId)] : environmentNames;
      for (const name of names) requireReach(access, name);
      for (const name of names) {
        const environment = fleet.environments[name];
        environment.settings = { ...environment.settings, ...wanted.input };
      }
      kernel.changed('railway');
      return true;
    },

    variableUpsert(
      { input }: { readonly input: VariableTarget & { readonly name: string; readonly value: string } },
      access: Access,
    ) {
      return setVariables(input, access, (environment) => {
        environment.variables = { ...environment.variables, [input.name]: input.value };
      });
    },

    variableCollectionUpsert(
      {
        input,
      }: {
        readonly input: VariableTarget & {
          readonly replace?: boolean | null;
          readonly variables: Readonly<Record<string, string>>;
        };
      },
      access: Access,
    ) {
      return setVariables(input, access, (environment) => {
        environment.variables = {
          ...(input.replace === true ? {} : environment.variables),
          ...input.variables,
        };
      });
    },
  };
}
