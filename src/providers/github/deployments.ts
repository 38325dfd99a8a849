import type { Repository } from '../../domain/environment.ts';
import type { DeploymentRecord, DeploymentStatus } from '../contract.ts';
import type { Call } from '../failure.ts';
import { type GitHubContext, place } from './resolve-ref.ts';
import { deploymentSchema, deploymentsSchema, deploymentStatusesSchema, payloadSchema } from './schema.ts';

const longestDescription = 140;

export async function createDeployment(
  { client, failures }: GitHubContext,
  repository: Repository,
  deployment: DeploymentRecord,
): Promise<{ readonly id: number }> {
  const call: Call = { what: 'create the deployment', effect: 'mutates' };
  const answer = await client.ask(call, (octokit) =>
    octokit.rest.repos.createDeployment({
      ...place(repository),
      ref: deployment.sha,
      task: 'deploy',
      auto_merge: false,
      required_contexts: [],
      environment: deployment.environment,
      production_environment: deployment.production,
      description: cut(deployment.description),
      payload: { cabeceo: { operation: deployment.operation, ...deployment.notes } },
      request: { retries: 0 },
    }),
  );
  // 202 means that GitHub merged something instead of creating a deployment.
  if (answer.status !== 201)
    throw failures.refused(call, `no deployment was created (status ${answer.status})`);
  return failures.parse(call, deploymentSchema, answer.data);
}

export async function findDeployment(
  { client, failures }: GitHubContext,
  repository: Repository,
  { operation, sha, environment }: DeploymentRecord,
): Promise<{ readonly id: number } | undefined> {
  const call: Call = { what: 'list the deployments', effect: 'reads' };
  const data = await client.ask(call, (octokit) =>
    octokit.paginate(octokit.rest.repos.listDeployments, {
      ...place(repository),
      sha,
      environment,
      per_page: 100,
    }),
  );
  const found = failures
    .parse(call, deploymentsSchema, data)
    .find(({ payload }) => readOperation(payload) === operation);
  return found && { id: found.id };
}

export async function setDeploymentStatus(
  { client }: GitHubContext,
  repository: Repository,
  status: DeploymentStatus,
): Promise<void> {
  const call: Call = { what: 'set the deployment’s status', effect: 'mutates' };
  await client.ask(call, (octokit) =>
    octokit.rest.repos.createDeploymentStatus({
      ...place(repository),
      deployment_id: status.deployment,
      state: status.state,
      description: cut(status.description),
      ...(status.environmentUrl === undefined ? {} : { environment_url: status.environmentUrl }),
      request: { retries: 0 },
    }),
  );
}

export async function findDeploymentStatus(
  { client, failures }: GitHubContext,
  repository: Repository,
  status: DeploymentStatus,
): Promise<boolean> {
  const call: Call = { what: 'list the deployment’s statuses', effect: 'reads' };
  const data = await client.ask(call, (octokit) =>
    octokit.paginate(octokit.rest.repos.listDeploymentStatuses, {
      ...place(repository),
      deployment_id: status.deployment,
      per_page: 100,
    }),
  );
  return failures
    .parse(call, deploymentStatusesSchema, data)
    .some(({ state, description }) => state === status.state && description === cut(status.description));
}

function readOperation(payload: unknown): string | undefined {
  const parsed = payloadSchema.safeParse(unwrap(payload));
  return parsed.success ? parsed.data.cabeceo.operation : undefined;
}

/** GitHub answers a payload as it was sent or as JSON text. */
export function unwrap(payload: unknown): unknown {
  return typeof payload === 'string' ? parseJson(payload) : payload;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** GitHub refuses a longer text. An emoji is not cut in two. */
function cut(text: string): string {
  if (text.length <= longestDescription) return text;
  return `${text.slice(0, longestDescription - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
