import { z } from 'zod';

/* Documents are checked against Railway's whole schema in test/integration/contracts. */

export interface RailwayDocument<
  Answer extends z.ZodType,
  Variables extends Readonly<Record<string, unknown>>,
> {
  readonly text: string;
  readonly answer: Answer;
  /** Only a type: what the text asks for. */
  readonly variables?: Variables;
}

function document<Variables extends Readonly<Record<string, unknown>>>() {
  return <Answer extends z.ZodType>(text: string, answer: Answer): RailwayDocument<Answer, Variables> => ({
    text,
    answer,
  });
}

/** Railway calls it an untyped scalar; `commitHash` is what its own CLI reads. */
const meta = z
  .object({
    commitHash: z.string().nullish().catch(undefined),
    imageDigest: z.string().nullish().catch(undefined),
  })
  .nullish()
  .catch(undefined);

const deployment = z.object({
  id: z.string(),
  status: z.string(),
  createdAt: z.string(),
  statusUpdatedAt: z.string().nullish(),
  deploymentStopped: z.boolean().nullish(),
  meta,
});
export type RailwayDeployment = z.output<typeof deployment>;

const logLines = z.array(z.object({ message: z.string(), timestamp: z.string() }));
export type RailwayLogLine = z.output<typeof logLines>[number];

/** `ts`: seconds since the epoch. */
const httpCounts = z.array(
  z.object({
    statusCode: z.number(),
    samples: z.array(z.object({ ts: z.number(), value: z.number() })),
  }),
);
export type RailwayHttpCounts = z.output<typeof httpCounts>;

/** Milliseconds. */
const httpDurations = z.object({ samples: z.array(z.object({ ts: z.number(), p95: z.number() })) });
export type RailwayHttpDurations = z.output<typeof httpDurations>;

type ById = { readonly id: string };
type ServiceIds = { readonly projectId: string; readonly environmentId: string; readonly serviceId: string };
type LogVariables = { readonly deploymentId: string; readonly limit: number };

export const documents = {
  serviceInstance: document<{ environmentId: string; serviceId: string }>()(
    `query serviceInstance($environmentId: String!, $serviceId: String!) {
      serviceInstance(environmentId: $environmentId, serviceId: $serviceId) {
        activeDeployments { id status createdAt statusUpdatedAt deploymentStopped meta }
        latestDeployment { id status createdAt statusUpdatedAt deploymentStopped meta }
      }
    }`,
    z.object({
      serviceInstance: z.object({
        activeDeployments: z.array(deployment),
        latestDeployment: deployment.nullish(),
      }),
    }),
  ),
  deployments: document<{
    input: { projectId: string; environmentId: string; serviceId: string };
    first: number;
    after: string | null;
  }>()(
    `query deployments($input: DeploymentListInput!, $first: Int!, $after: String) {
      deployments(input: $input, first: $first, after: $after) {
        edges { node { id status createdAt statusUpdatedAt deploymentStopped meta } }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    z.object({
      deployments: z.object({
        edges: z.array(z.object({ node: deployment })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
      }),
    }),
  ),
  deployment: document<ById>()(
    `query deployment($id: String!) {
      deployment(id: $id) {
        id status createdAt statusUpdatedAt deploymentStopped meta staticUrl canRollback creator { name email }
      }
    }`,
    z.object({
      deployment: deployment.extend({
        staticUrl: z.string().nullish(),
        canRollback: z.boolean(),
        creator: z.object({ name: z.string().nullish(), email: z.string() }).nullish(),
      }),
    }),
  ),
  buildLogs: document<LogVariables>()(
    `query buildLogs($deploymentId: String!, $limit: Int!) {
      buildLogs(deploymentId: $deploymentId, limit: $limit) { message timestamp }
    }`,
    z.object({ buildLogs: logLines }),
  ),
  deploymentLogs: document<LogVariables>()(
    `query deploymentLogs($deploymentId: String!, $limit: Int!) {
      deploymentLogs(deploymentId: $deploymentId, limit: $limit) { message timestamp }
    }`,
    z.object({ deploymentLogs: logLines }),
  ),
  traffic: document<{
    environmentId: string;
    serviceId: string;
    startDate: string;
    endDate: string;
    stepSeconds: number;
  }>()(
    `query traffic(
      $environmentId: String!, $serviceId: String!, $startDate: DateTime!, $endDate: DateTime!, $stepSeconds: Int!
    ) {
      httpMetricsGroupedByStatus(
        environmentId: $environmentId, serviceId: $serviceId,
        startDate: $startDate, endDate: $endDate, stepSeconds: $stepSeconds
      ) { statusCode samples { ts value } }
      httpDurationMetrics(
        environmentId: $environmentId, serviceId: $serviceId,
        startDate: $startDate, endDate: $endDate, stepSeconds: $stepSeconds
      ) { samples { ts p95 } }
    }`,
    z.object({ httpMetricsGroupedByStatus: httpCounts, httpDurationMetrics: httpDurations }),
  ),
  deploy: document<{ commitSha: string; environmentId: string; serviceId: string }>()(
    `mutation serviceInstanceDeployV2($commitSha: String!, $environmentId: String!, $serviceId: String!) {
      serviceInstanceDeployV2(commitSha: $commitSha, environmentId: $environmentId, serviceId: $serviceId)
    }`,
    z.object({ serviceInstanceDeployV2: z.string() }),
  ),
  autoDeployStatus: document<ServiceIds>()(
    `query autoDeployStatus($projectId: String!, $environmentId: String!, $serviceId: String!) {
      serviceInstanceAutoDeployStatus(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId) {
        enabled
      }
    }`,
    z.object({ serviceInstanceAutoDeployStatus: z.object({ enabled: z.boolean() }) }),
  ),
  autoDeployUpdate: document<{ input: ServiceIds & { readonly enabled: boolean } }>()(
    `mutation autoDeployUpdate($input: ServiceInstanceAutoDeployUpdateInput!) {
      serviceInstanceAutoDeployUpdate(input: $input) { enabled }
    }`,
    z.object({ serviceInstanceAutoDeployUpdate: z.object({ enabled: z.boolean() }) }),
  ),
  rollBack: document<ById>()(
    `mutation deploymentRollback($id: String!) { deploymentRollback(id: $id) }`,
    z.object({ deploymentRollback: z.boolean() }),
  ),
  cancel: document<ById>()(
    `mutation deploymentCancel($id: String!) { deploymentCancel(id: $id) }`,
    z.object({ deploymentCancel: z.boolean() }),
  ),
  remove: document<ById>()(
    `mutation deploymentRemove($id: String!) { deploymentRemove(id: $id) }`,
    z.object({ deploymentRemove: z.boolean() }),
  ),
};
