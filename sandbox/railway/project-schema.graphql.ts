/** Projects, environments, services and their settings. */
export const projectSchemaText = /* GraphQL */ `
  type Environment implements Node {
    createdAt: DateTime!
    deletedAt: DateTime
    deployments(after: String, before: String, first: Int, last: Int): EnvironmentDeploymentsConnection!
    id: ID!
    isEphemeral: Boolean!
    name: String!
    projectId: String!
    serviceInstances(
      after: String
      before: String
      first: Int
      last: Int
    ): EnvironmentServiceInstancesConnection!
    updatedAt: DateTime!
  }

  type EnvironmentDeploymentsConnection {
    edges: [EnvironmentDeploymentsConnectionEdge!]!
    pageInfo: PageInfo!
  }

  type EnvironmentDeploymentsConnectionEdge {
    cursor: String!
    node: Deployment!
  }

  type EnvironmentServiceInstancesConnection {
    edges: [EnvironmentServiceInstancesConnectionEdge!]!
    pageInfo: PageInfo!
  }

  type EnvironmentServiceInstancesConnectionEdge {
    cursor: String!
    node: ServiceInstance!
  }

  type Project implements Node {
    createdAt: DateTime!
    deletedAt: DateTime
    description: String
    environments(
      after: String
      before: String
      first: Int
      isEphemeral: Boolean
      last: Int
      sort: SortOrder
    ): ProjectEnvironmentsConnection!
    id: ID!
    isPublic: Boolean!
    name: String!
    prDeploys: Boolean!
    primaryEnvironmentId: String
    services(after: String, before: String, first: Int, last: Int): ProjectServicesConnection!
    updatedAt: DateTime!
  }

  enum SortOrder {
    asc
    desc
  }

  type ProjectEnvironmentsConnection {
    edges: [ProjectEnvironmentsConnectionEdge!]!
    pageInfo: PageInfo!
  }

  type ProjectEnvironmentsConnectionEdge {
    cursor: String!
    node: Environment!
  }

  type ProjectServicesConnection {
    edges: [ProjectServicesConnectionEdge!]!
    pageInfo: PageInfo!
  }

  type ProjectServicesConnectionEdge {
    cursor: String!
    node: Service!
  }

  type ProjectToken implements Node {
    createdAt: DateTime!
    displayToken: String!
    environment: Environment!
    environmentId: String!
    id: ID!
    name: String!
    project: Project!
    projectId: String!
  }

  type Service implements Node {
    createdAt: DateTime!
    deletedAt: DateTime
    id: ID!
    name: String!
    project: Project!
    projectId: String!
    updatedAt: DateTime!
  }

  type ServiceSource {
    image: String
    repo: String
  }

  enum RestartPolicyType {
    ALWAYS
    NEVER
    ON_FAILURE
  }

  type AllDomains {
    serviceDomains: [ServiceDomain!]!
  }

  type ServiceDomain {
    domain: String!
    environmentId: String!
    id: ID!
    projectId: String
    serviceId: String!
    targetPort: Int
  }

  type ServiceInstance implements Node {
    activeDeployments: [Deployment!]!
    buildCommand: String
    createdAt: DateTime!
    deletedAt: DateTime
    domains: AllDomains!
    drainingSeconds: Int
    environmentId: String!
    healthcheckPath: String
    healthcheckTimeout: Int
    id: ID!
    isUpdatable: Boolean!
    latestDeployment: Deployment
    numReplicas: Int
    overlapSeconds: Int
    preDeployCommand: JSON
    region: String
    restartPolicyMaxRetries: Int!
    restartPolicyType: RestartPolicyType!
    rootDirectory: String
    service: Service!
    serviceId: String!
    serviceName: String!
    sleepApplication: Boolean
    source: ServiceSource
    startCommand: String
    updatedAt: DateTime!
  }

  type ServiceInstanceAutoDeployStatus {
    canEnable: Boolean!
    enabled: Boolean!
    reason: String
  }

  input ServiceInstanceAutoDeployUpdateInput {
    enabled: Boolean!
    environmentId: String!
    projectId: String!
    serviceId: String!
  }

  type ServiceInstanceAutoDeployUpdateResult {
    enabled: Boolean!
  }

  input ServiceInstanceUpdateInput {
    buildCommand: String
    drainingSeconds: Int
    healthcheckPath: String
    healthcheckTimeout: Int
    preDeployCommand: [String!]
    restartPolicyMaxRetries: Int
    restartPolicyType: RestartPolicyType
    startCommand: String
  }

  input VariableCollectionUpsertInput {
    environmentId: String!
    projectId: String!
    replace: Boolean = false
    serviceId: String
    skipDeploys: Boolean = false
    variables: EnvironmentVariables!
  }

  input VariableUpsertInput {
    environmentId: String!
    name: String!
    projectId: String!
    serviceId: String
    skipDeploys: Boolean = false
    value: String!
  }
`;
