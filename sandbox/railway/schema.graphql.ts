import { projectSchemaText } from './project-schema.graphql.ts';

const deploymentSchemaText = /* GraphQL */ `
  scalar DateTime
  scalar DeploymentMeta
  scalar EnvironmentVariables
  scalar JSON

  type Query {
    buildLogs(
      deploymentId: String!
      endDate: DateTime
      filter: String
      limit: Int
      startDate: DateTime
    ): [Log!]!
    deployment(id: String!): Deployment!
    deploymentEvents(
      after: String
      before: String
      first: Int
      id: String!
      last: Int
    ): QueryDeploymentEventsConnection!
    deploymentLogs(
      deploymentId: String!
      endDate: DateTime
      filter: String
      limit: Int
      startDate: DateTime
    ): [Log!]!
    deployments(
      after: String
      before: String
      first: Int
      input: DeploymentListInput!
      last: Int
    ): QueryDeploymentsConnection!
    environment(id: String!, projectId: String): Environment!
    httpDurationMetrics(
      endDate: DateTime!
      environmentId: String!
      method: String
      path: String
      serviceId: String!
      startDate: DateTime!
      statusCode: Int
      stepSeconds: Int
    ): HttpDurationMetricsResult!
    httpMetricsGroupedByStatus(
      endDate: DateTime!
      environmentId: String!
      method: String
      path: String
      serviceId: String!
      startDate: DateTime!
      stepSeconds: Int
    ): [HttpMetricsByStatusResult!]!
    project(id: String!): Project!
    projectToken: ProjectToken!
    service(id: String!): Service!
    serviceInstance(environmentId: String!, serviceId: String!): ServiceInstance!
    serviceInstanceAutoDeployStatus(
      environmentId: String!
      projectId: String!
      serviceId: String!
    ): ServiceInstanceAutoDeployStatus!
    variables(
      environmentId: String!
      projectId: String!
      serviceId: String
      unrendered: Boolean
    ): EnvironmentVariables!
  }

  type Mutation {
    deploymentCancel(id: String!): Boolean!
    deploymentRedeploy(id: String!, usePreviousImageTag: Boolean): Deployment!
    deploymentRemove(id: String!): Boolean!
    deploymentRestart(id: String!): Boolean!
    deploymentRollback(id: String!): Boolean!
    deploymentStop(id: String!): Boolean!
    serviceInstanceAutoDeployUpdate(
      input: ServiceInstanceAutoDeployUpdateInput!
    ): ServiceInstanceAutoDeployUpdateResult!
    serviceInstanceDeployV2(commitSha: String, environmentId: String!, serviceId: String!): String!
    serviceInstanceUpdate(
      environmentId: String
      input: ServiceInstanceUpdateInput!
      serviceId: String!
    ): Boolean!
    variableCollectionUpsert(input: VariableCollectionUpsertInput!): Boolean!
    variableUpsert(input: VariableUpsertInput!): Boolean!
  }

  interface Node {
    id: ID!
  }

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }

  enum DeploymentStatus {
    BUILDING
    CRASHED
    DEPLOYING
    FAILED
    INITIALIZING
    NEEDS_APPROVAL
    QUEUED
    REMOVED
    REMOVING
    SKIPPED
    SLEEPING
    SUCCESS
    WAITING
  }

  enum DeploymentInstanceStatus {
    CRASHED
    CREATED
    EXITED
    INITIALIZING
    REMOVED
    REMOVING
    RESTARTING
    RUNNING
    SKIPPED
    STOPPED
  }

  type Deployment implements Node {
    canRedeploy: Boolean!
    canRollback: Boolean!
    createdAt: DateTime!
    creator: DeploymentCreator
    deploymentStopped: Boolean!
    environment: Environment!
    environmentId: String!
    id: ID!
    instances: [DeploymentDeploymentInstance!]!
    meta: DeploymentMeta
    projectId: String!
    service: Service!
    serviceId: String
    snapshotId: String
    staticUrl: String
    status: DeploymentStatus!
    statusUpdatedAt: DateTime
    updatedAt: DateTime!
    url: String
  }

  type DeploymentCreator {
    avatar: String
    email: String!
    id: String!
    name: String
  }

  type DeploymentDeploymentInstance {
    id: String!
    status: DeploymentInstanceStatus!
  }

  input DeploymentListInput {
    environmentId: String
    includeDeleted: Boolean
    projectId: String
    serviceId: String
    status: DeploymentStatusInput
  }

  input DeploymentStatusInput {
    in: [DeploymentStatus!]
    notIn: [DeploymentStatus!]
  }

  type QueryDeploymentsConnection {
    edges: [QueryDeploymentsConnectionEdge!]!
    pageInfo: PageInfo!
  }

  type QueryDeploymentsConnectionEdge {
    cursor: String!
    node: Deployment!
  }

  enum DeploymentEventStep {
    BUILD_IMAGE
    CONFIGURE_NETWORK
    CREATE_CONTAINER
    DRAIN_INSTANCES
    HEALTHCHECK
    MIGRATE_VOLUMES
    PRE_DEPLOY_COMMAND
    PUBLISH_IMAGE
    SNAPSHOT_CODE
    WAIT_FOR_DEPENDENCIES
  }

  type DeploymentEvent implements Node {
    completedAt: DateTime
    createdAt: DateTime!
    id: ID!
    payload: DeploymentEventPayload
    step: DeploymentEventStep!
  }

  type DeploymentEventPayload {
    attempt: Int
    detail: String
    durationMs: Int
    error: String
    maxAttempts: Int
    reason: String
    skipped: Boolean
  }

  type QueryDeploymentEventsConnection {
    edges: [QueryDeploymentEventsConnectionEdge!]!
    pageInfo: PageInfo!
  }

  type QueryDeploymentEventsConnectionEdge {
    cursor: String!
    node: DeploymentEvent!
  }

  type HttpMetricsByStatusResult {
    samples: [HttpMetricsSample!]!
    statusCode: Int!
  }

  type HttpMetricsSample {
    ts: Int!
    value: Float!
  }

  type HttpDurationMetricsResult {
    samples: [HttpDurationMetricsSample!]!
  }

  type HttpDurationMetricsSample {
    p50: Float!
    p90: Float!
    p95: Float!
    p99: Float!
    ts: Int!
  }

  type Log {
    attributes: [LogAttribute!]!
    message: String!
    severity: String
    tags: LogTags
    timestamp: String!
  }

  type LogAttribute {
    key: String!
    value: String!
  }

  type LogTags {
    deploymentId: String
    deploymentInstanceId: String
    environmentId: String
    projectId: String
    serviceId: String
    snapshotId: String
  }
`;

/** What a deploy bot uses of Railway's public GraphQL API: official names, arguments, types and nullability. */
export const schemaText = deploymentSchemaText + projectSchemaText;
