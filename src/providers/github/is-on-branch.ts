import type { Repository } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Call } from '../failure.ts';
import { type GitHubContext, place } from './resolve-ref.ts';
import { standingSchema } from './schema.ts';

/** Seen from the branch, its commits are behind it, or are its head. */
export async function isOnBranch(
  { client, failures }: GitHubContext,
  repository: Repository,
  { branch, sha }: { readonly branch: string; readonly sha: CommitSha },
): Promise<boolean> {
  const call: Call = { what: 'look for the commit on the branch', effect: 'reads' };
  const basehead = `${branch}...${sha}`;
  try {
    const { data } = await client.ask(call, (octokit) =>
      octokit.rest.repos.compareCommitsWithBasehead({ ...place(repository), basehead, per_page: 1 }),
    );
    const { status } = failures.parse(call, standingSchema, data);
    return status === 'behind' || status === 'identical';
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return false;
    throw error;
  }
}
