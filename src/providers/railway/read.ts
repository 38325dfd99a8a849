import type { BackendTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { Call, Failures } from '../failure.ts';
import type { RailwayClient } from './client.ts';
import { findLive } from './mapper.ts';
import { documents, type RailwayDeployment } from './schema.ts';

export interface RailwayContext {
  readonly client: RailwayClient;
  readonly failures: Failures;
}

/** How far Railway's clock may be behind ours. */
export const clockSkewMs = 30_000;

export async function live(
  { client }: RailwayContext,
  target: BackendTarget,
): Promise<LiveDeployment | undefined> {
  const { serviceInstance } = await client.ask(
    { what: 'read the service', effect: 'reads' },
    documents.serviceInstance,
    { environmentId: target.environment, serviceId: target.service },
  );
  return findLive(serviceInstance.activeDeployments, serviceInstance.latestDeployment);
}

/** Newest first. */
export async function* listSince(
  { client }: RailwayContext,
  { project, environment, service }: BackendTarget,
  since: number,
): AsyncGenerator<RailwayDeployment> {
  const call: Call = { what: 'list the deployments', effect: 'reads' };
  const input = { projectId: project, environmentId: environment, serviceId: service };
  let after: string | null = null;
  do {
    const page: {
      readonly edges: readonly { readonly node: RailwayDeployment }[];
      readonly next: string | null;
    } = await client
      .ask(call, documents.deployments, { input, first: 50, after })
      .then(({ deployments }) => ({
        edges: deployments.edges,
        next: deployments.pageInfo.hasNextPage ? (deployments.pageInfo.endCursor ?? null) : null,
      }));
    for (const { node } of page.edges) {
      if (Date.parse(node.createdAt) < since) return;
      yield node;
    }
    after = page.next;
  } while (after !== null);
}

export async function findById({ client }: RailwayContext, id: string) {
  try {
    const call: Call = { what: 'read the deployment', effect: 'reads' };
    return (await client.ask(call, documents.deployment, { id })).deployment;
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return undefined;
    throw error;
  }
}
