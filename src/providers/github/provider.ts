import type { Octokit } from '@octokit/rest';
import type { Repository } from '../../domain/environment.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Check } from '../../domain/plan.ts';
import type { SourceHost } from '../contract.ts';
import { type Call, createFailures } from '../failure.ts';
import { type ClientOptions, createGitHubClient, fetchWithin, type GitHubSettings } from './client.ts';
import { announced } from './announced.ts';
import { compare } from './compare.ts';
import { listFolder, readFile } from './contents.ts';
import { isOnBranch } from './is-on-branch.ts';
import {
  createDeployment,
  findDeployment,
  findDeploymentStatus,
  setDeploymentStatus,
} from './deployments.ts';
import { unpack } from './download-tree.ts';
import { mapChecks } from './mapper.ts';
import { type GitHubContext, place, resolveRef } from './resolve-ref.ts';
import { checkRunsSchema, type GitHubStatus, statusesSchema } from './schema.ts';

export function createGitHub(
  settings: GitHubSettings,
  options: ClientOptions & { readonly transferMs: number },
): SourceHost {
  const failures = createFailures('GitHub', options.scrub);
  const context: GitHubContext = { client: createGitHubClient(settings, options, failures), failures };
  return {
    resolveRef: (repository, ref) => resolveRef(context, repository, ref),
    compare: (repository, base, head) => compare(context, repository, { base, head }),
    isOnBranch: (repository, wanted) => isOnBranch(context, repository, wanted),
    checks: (repository, sha) => readChecks(context, repository, sha),
    downloadTree: (repository, sha, directory) =>
      downloadTree(context, repository, { sha, directory, transferMs: options.transferMs }),
    listFolder: (repository, wanted) => listFolder(context, repository, wanted),
    readFile: (repository, wanted) => readFile(context, repository, wanted),
    createDeployment: (repository, deployment) => createDeployment(context, repository, deployment),
    findDeployment: (repository, deployment) => findDeployment(context, repository, deployment),
    setDeploymentStatus: (repository, status) => setDeploymentStatus(context, repository, status),
    findDeploymentStatus: (repository, status) => findDeploymentStatus(context, repository, status),
    announced: (repository, wanted) => announced(context, repository, wanted),
  };
}

async function readChecks(
  { client, failures }: GitHubContext,
  repository: Repository,
  sha: CommitSha,
): Promise<readonly Check[]> {
  const where = { ...place(repository), ref: sha, per_page: 100 };
  const runsCall: Call = { what: 'read the check runs', effect: 'reads' };
  const statusesCall: Call = { what: 'read the commit’s statuses', effect: 'reads' };
  const [statuses, runs] = await Promise.all([
    client.ask(statusesCall, async (octokit: Octokit) => {
      const all: GitHubStatus[] = [];
      for await (const page of octokit.paginate.iterator(octokit.rest.repos.getCombinedStatusForRef, where))
        all.push(...failures.parse(statusesCall, statusesSchema, page.data).statuses);
      return all;
    }),
    client.ask(runsCall, (octokit) => octokit.paginate(octokit.rest.checks.listForRef, where)),
  ]);
  return mapChecks(statuses, failures.parse(runsCall, checkRunsSchema, runs));
}

async function downloadTree(
  { client, failures }: GitHubContext,
  repository: Repository,
  wanted: { readonly sha: CommitSha; readonly directory: string; readonly transferMs: number },
): Promise<void> {
  const call: Call = { what: 'send the source', effect: 'reads' };
  const { data } = await client.ask(call, (octokit) =>
    octokit.rest.repos.downloadTarballArchive({
      ...place(repository),
      ref: wanted.sha,
      request: { parseSuccessResponseBody: false, fetch: fetchWithin(wanted.transferMs) },
    }),
  );
  await unpack(data as ReadableStream<Uint8Array>, wanted.directory, { call, failures });
}
