import type { Repository } from '../../domain/environment.ts';
import { parseCommitSha } from '../../domain/ids.ts';
import type { AnnouncedDeployment } from '../contract.ts';
import type { Call } from '../failure.ts';
import { unwrap } from './deployments.ts';
import { type GitHubContext, place } from './resolve-ref.ts';
import {
  deploymentsSchema,
  deploymentStatusesSchema,
  type GitHubDeployment,
  type GitHubDeploymentStatus,
  notedPayloadSchema,
} from './schema.ts';

export async function announced(
  context: GitHubContext,
  repository: Repository,
  { app, environment, most }: { readonly app: string; readonly environment: string; readonly most: number },
): Promise<readonly AnnouncedDeployment[]> {
  const { client, failures } = context;
  const call: Call = { what: 'list the deployments', effect: 'reads' };
  const { data } = await client.ask(call, (octokit) =>
    octokit.rest.repos.listDeployments({ ...place(repository), environment, per_page: 100 }),
  );
  const ours = failures.parse(call, deploymentsSchema, data).flatMap((deployment) => {
    const noted = readNotes(deployment);
    return noted?.notes.app === app ? [noted] : [];
  });
  return Promise.all(
    ours.slice(0, most).map(async (deployment) => ({
      ...deployment,
      standing: standingOf(await readStatuses(context, repository, deployment.id)),
    })),
  );
}

function readNotes({
  id,
  sha,
  payload,
}: GitHubDeployment): Omit<AnnouncedDeployment, 'standing'> | undefined {
  const parsed = notedPayloadSchema.safeParse(unwrap(payload));
  if (!parsed.success) return undefined;
  const { operation, ...notes } = parsed.data.cabeceo;
  return { id, operation, sha: parseCommitSha(sha), notes };
}

async function readStatuses(
  { client, failures }: GitHubContext,
  repository: Repository,
  deployment: number,
): Promise<readonly GitHubDeploymentStatus[]> {
  const call: Call = { what: 'list the deployment’s statuses', effect: 'reads' };
  const { data } = await client.ask(call, (octokit) =>
    octokit.rest.repos.listDeploymentStatuses({
      ...place(repository),
      deployment_id: deployment,
      per_page: 100,
    }),
  );
  return failures.parse(call, deploymentStatusesSchema, data);
}

const open = ['queued', 'pending', 'in_progress'];

/** GitHub lists the newest first. One that was live stays a success when a later one made it inactive. */
function standingOf(statuses: readonly GitHubDeploymentStatus[]): AnnouncedDeployment['standing'] {
  const success = statuses.find(({ state }) => state === 'success');
  if (success) {
    const { created_at: createdAt, description } = success;
    return { kind: 'succeeded', at: Date.parse(createdAt), description: description ?? '' };
  }
  const [newest] = statuses;
  return { kind: newest === undefined || open.includes(newest.state) ? 'open' : 'ended' };
}
