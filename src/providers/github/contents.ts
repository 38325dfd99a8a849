import type { Repository } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Call } from '../failure.ts';
import { type GitHubContext, place } from './resolve-ref.ts';
import { fileSchema, folderSchema } from './schema.ts';

interface Wanted {
  readonly sha: CommitSha;
  readonly path: string;
}

/** GitHub names no more than these, and does not say when it left some out. */
const mostListed = 1000;

export async function listFolder(
  context: GitHubContext,
  repository: Repository,
  { sha, path }: Wanted,
): Promise<readonly string[] | undefined> {
  const call: Call = { what: `list ${path}`, effect: 'reads' };
  const answer = await getContent(context, repository, { sha, path, call });
  if (answer === undefined) return undefined;
  if (!Array.isArray(answer)) throw context.failures.refused(call, `${path} is no folder`);
  const entries = context.failures.parse(call, folderSchema, answer);
  if (entries.length >= mostListed)
    throw context.failures.refused(
      call,
      `${path} holds ${mostListed} files or more, which GitHub does not list`,
    );
  return entries.flatMap(({ name, type }) => (type === 'file' ? [name] : []));
}

/** Byte by byte as it was committed: a digest goes over it. */
export async function readFile(
  context: GitHubContext,
  repository: Repository,
  { sha, path }: Wanted,
): Promise<Uint8Array | undefined> {
  const call: Call = { what: `read ${path}`, effect: 'reads' };
  const answer = await getContent(context, repository, { sha, path, call });
  if (answer === undefined) return undefined;
  if (Array.isArray(answer)) throw context.failures.refused(call, `${path} is a folder`);
  const { type, encoding, content } = context.failures.parse(call, fileSchema, answer);
  if (type !== 'file') throw context.failures.refused(call, `${path} is a ${type}`);
  if (encoding !== 'base64') throw context.failures.refused(call, `${path} is larger than 1 MB`);
  return Buffer.from(content, 'base64');
}

async function getContent(
  { client }: GitHubContext,
  repository: Repository,
  { sha, path, call }: Wanted & { readonly call: Call },
): Promise<unknown> {
  try {
    const answer = await client.ask(call, (octokit) =>
      octokit.rest.repos.getContent({ ...place(repository), path: path === '.' ? '' : path, ref: sha }),
    );
    return answer.data;
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return undefined;
    throw error;
  }
}
