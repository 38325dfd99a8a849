import type { Octokit } from '@octokit/rest';
import type { Repository } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import { findNearest } from '../../domain/nearest.ts';
import type { RefResolution } from '../contract.ts';
import type { Call, Failures } from '../failure.ts';
import type { GitHubClient } from './client.ts';
import { mapCommit } from './mapper.ts';
import { commitSchema, namesSchema, pullHeadSchema } from './schema.ts';

export interface GitHubContext {
  readonly client: GitHubClient;
  readonly failures: Failures;
}

export async function resolveRef(
  context: GitHubContext,
  repository: Repository,
  ref: string,
): Promise<RefResolution> {
  const pull = /^#(?<number>\d{1,9})$/.exec(ref)?.groups?.['number'];
  if (pull !== undefined) return resolvePull(context, repository, Number(pull));
  const commit = isPossibleName(ref) ? await findCommit(context, repository, ref) : undefined;
  if (commit && !(await isAccident(context, repository, { ref, sha: commit.sha })))
    return { kind: 'found', commit };
  const nearest = findNearest(ref, await listNames(context, repository));
  return nearest === undefined ? { kind: 'unknown' } : { kind: 'unknown', nearest };
}

async function resolvePull(
  context: GitHubContext,
  repository: Repository,
  pull_number: number,
): Promise<RefResolution> {
  const call: Call = { what: `read pull request #${pull_number}`, effect: 'reads' };
  const answer = await orUndefined(() =>
    context.client.ask(call, (octokit) => octokit.rest.pulls.get({ ...place(repository), pull_number })),
  );
  if (answer === undefined) return { kind: 'unknown' };
  const { head } = context.failures.parse(call, pullHeadSchema, answer.data);
  const commit = await findCommit(context, repository, head.sha);
  return commit ? { kind: 'found', commit } : { kind: 'unknown' };
}

/** `ref` as GitHub understands it: branch, tag or SHA. Undefined when it knows none. */
async function findCommit({ client, failures }: GitHubContext, repository: Repository, ref: string) {
  const call: Call = { what: `find the commit ${ref}`, effect: 'reads' };
  const answer = await orUndefined(() =>
    client.ask(call, (octokit) => octokit.rest.repos.getCommit({ ...place(repository), ref, per_page: 1 })),
  );
  return answer && mapCommit(failures.parse(call, commitSchema, answer.data));
}

/** GitHub also takes `HEAD` and `main~2`; a person who asks for a deploy names what Git knows by name. */
function isPossibleName(ref: string): boolean {
  return (
    /^[^\s~^:?*[\\\p{Cc}]{1,255}$/u.test(ref) &&
    !/^[-/]|\.\.|@\{|\/\/|[/.]$|\.lock$/.test(ref) &&
    !/^(?:HEAD|@)$/i.test(ref) &&
    !ref.startsWith('#')
  );
}

/** A few hex digits that happen to begin a SHA are too few to deploy by, unless a branch or tag is called so. */
async function isAccident(
  context: GitHubContext,
  repository: Repository,
  found: { readonly ref: string; readonly sha: string },
): Promise<boolean> {
  if (found.ref.length >= 7 || !found.sha.startsWith(found.ref.toLowerCase())) return false;
  return !(await listNames(context, repository)).includes(found.ref);
}

async function listNames({ client, failures }: GitHubContext, repository: Repository) {
  const list = async (what: string, ask: (octokit: Octokit) => Promise<unknown>) => {
    const call: Call = { what: `list the ${what}`, effect: 'reads' };
    return failures.parse(call, namesSchema, await client.ask(call, ask)).map(({ name }) => name);
  };
  const where = { ...place(repository), per_page: 100 };
  const [branches, tags] = await Promise.all([
    list('branches', (octokit) =>
      firstPages(octokit.paginate.iterator(octokit.rest.repos.listBranches, where)),
    ),
    list('tags', (octokit) => firstPages(octokit.paginate.iterator(octokit.rest.repos.listTags, where))),
  ]);
  return [...branches, ...tags];
}

/** Enough for a suggestion; a repository may have tens of thousands of branches. */
const mostPages = 5;

async function firstPages(pages: AsyncIterable<{ readonly data: readonly unknown[] }>) {
  const all: unknown[] = [];
  let read = 0;
  for await (const page of pages) {
    all.push(...page.data);
    read += 1;
    if (read === mostPages) break;
  }
  return all;
}

/** 404 and 422 mean "no such commit"; a repository that cannot be read answers 404 to the list of names too. */
async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TerminalError && [404, 409, 422].includes(Number(error.facts['status'])))
      return undefined;
    throw error;
  }
}

export function place(repository: Repository) {
  return { owner: repository.owner, repo: repository.name };
}
