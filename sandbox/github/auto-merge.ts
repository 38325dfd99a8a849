import type { Backend } from './backend.ts';
import { GitError } from './git.ts';

export type AutoMerge =
  | { readonly kind: 'not_needed' }
  | { readonly kind: 'merged' }
  | { readonly kind: 'conflict' };

/** What GitHub does to a deployment's ref that lacks commits of the default branch. */
export async function autoMerge(
  { kernel, repository }: Backend,
  ref: string,
  sha: string,
): Promise<AutoMerge> {
  const main = repository.branches.find((branch) => branch.name === 'main');
  if (!main) return { kind: 'not_needed' };
  const missing = await repository.git.run(['rev-list', '--count', `${sha}..${main.sha}`]);
  if (Number(missing) === 0) return { kind: 'not_needed' };
  const branch = repository.branches.find(({ name }) => name === ref);
  if (!branch) return { kind: 'conflict' };
  try {
    const tree = (await repository.git.run(['merge-tree', '--write-tree', branch.sha, main.sha])).trim();
    const author = ['-c', 'user.name=cabeceo-bot', '-c', 'user.email=bot@mundo-tango.example'];
    const date = Math.floor(kernel.clock.now() / 1000);
    const message = `Merge branch 'main' into ${ref}`;
    const parents = ['-p', branch.sha, '-p', main.sha];
    const commit = await repository.git.run([...author, 'commit-tree', tree, ...parents, '-m', message]);
    await repository.git.run(['update-ref', '-m', `deployed at ${date}`, `refs/heads/${ref}`, commit.trim()]);
    await repository.reload();
    return { kind: 'merged' };
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return { kind: 'conflict' };
    throw error;
  }
}
