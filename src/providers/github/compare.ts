import type { Repository } from '../../domain/environment.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Commit, ComparedCommit, Comparison } from '../../domain/plan.ts';
import type { Call } from '../failure.ts';
import { mapCommits, mapFiles, mapPull, mapStatus, readPullFromSubject, withPull } from './mapper.ts';
import { type GitHubContext, place } from './resolve-ref.ts';
import { comparisonSchema, pullSchema } from './schema.ts';

/** How many of the newest commits have their pull request looked up; the others name it in their subject, if at all. */
const lookedUp = 20;
/** GitHub's own limit for the files of a comparison. */
const mostFiles = 300;

const noComparison: Comparison = {
  status: 'unknown',
  totalCommits: 0,
  commits: [],
  files: [],
  filesTruncated: false,
};

export async function compare(
  context: GitHubContext,
  repository: Repository,
  { base, head }: { readonly base: CommitSha | undefined; readonly head: CommitSha },
): Promise<Comparison> {
  if (base === undefined) return noComparison;
  const call: Call = { what: 'compare the commits', effect: 'reads' };
  const found = await findComparison(context, repository, { call, basehead: `${base}...${head}` });
  if (!found) return { ...noComparison, base };
  const commits = mapCommits(found);
  return {
    status: mapStatus(found.status),
    base,
    totalCommits: found.total_commits,
    commits: await Promise.all(commits.map((commit, at) => addPull(context, repository, { commit, at }))),
    files: mapFiles(found),
    filesTruncated: found.files.length >= mostFiles,
    url: found.html_url,
  };
}

async function findComparison(
  { client, failures }: GitHubContext,
  repository: Repository,
  { call, basehead }: { readonly call: Call; readonly basehead: string },
) {
  try {
    // Unpaged, the list is the newest 250; paged, it begins with the oldest.
    const { data } = await client.ask(call, (octokit) =>
      octokit.rest.repos.compareCommitsWithBasehead({ ...place(repository), basehead }),
    );
    return failures.parse(call, comparisonSchema, data);
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return undefined;
    throw error;
  }
}

async function addPull(
  context: GitHubContext,
  repository: Repository,
  { commit, at }: { readonly commit: Commit; readonly at: number },
): Promise<ComparedCommit> {
  const listed = at < lookedUp ? await findPull(context, repository, commit) : undefined;
  return withPull(commit, listed ?? readPullFromSubject(commit, repository));
}

/** Which pull request a commit came with is told, never decided on: a plan does not fail without it. */
async function findPull({ client, failures }: GitHubContext, repository: Repository, commit: Commit) {
  const call: Call = { what: 'find the pull request of a commit', effect: 'reads' };
  try {
    const { data } = await client.ask(call, (octokit) =>
      octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...place(repository),
        commit_sha: commit.sha,
      }),
    );
    return mapPull(failures.parse(call, pullSchema.array(), data), commit);
  } catch (error) {
    if (error instanceof TerminalError || error instanceof RetryableError) return undefined;
    throw error;
  }
}
