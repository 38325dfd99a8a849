import type { Seed } from '../seed/contract.ts';
import type { Git } from './git.ts';
import { seedGraph } from './seed-graph.ts';
import type { SeedGraph } from './seed-graph.ts';

const day = 86_400_000;

export interface NewCommit {
  readonly branch: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly message: string;
  /** ms since the epoch. */
  readonly date: number;
  /** SHAs or marks. */
  readonly parents: readonly string[];
  /** Path -> content; undefined deletes. */
  readonly changes: ReadonlyMap<string, string | undefined>;
}

/** Writes the whole seed with one `git fast-import`; answers the SHA of every key. */
export async function importSeed(git: Git, seed: Seed, now: number): Promise<ReadonlyMap<string, string>> {
  const graph = seedGraph(seed);
  const trees = new Map<string, ReadonlyMap<string, string>>();
  const marks = new Map(seed.commits.map((commit, index) => [commit.key, `:${index + 1}`]));
  const mark = (key: string) => found(marks.get(key), `The seed has no commit ${key}.`);

  const stream = seed.commits.map((commit) => {
    const parent = graph.parent.get(commit.key);
    const before = trees.get(parent ?? '') ?? new Map<string, string>();
    const after = parent === undefined ? seed.baseTree() : new Map(before);
    if (commit.merges !== undefined) bringIn(after, mergedChanges(commit.merges, parent, { graph, trees }));
    commit.apply(after);
    trees.set(commit.key, after);
    const parents = [parent, commit.merges].filter((key) => key !== undefined).map(mark);
    return writeCommit(
      {
        branch: commit.branch,
        author: commit.author,
        message: commit.message,
        date: now - commit.daysAgo * day,
        parents,
        changes: changesBetween(before, after),
      },
      mark(commit.key),
    );
  });
  const tags = (seed.tags ?? []).map((tag) => `reset refs/tags/${tag.name}\nfrom ${mark(tag.commit)}\n\n`);
  const shas = await fastImport(git, [...stream, ...tags].join(''), [...marks.values()]);
  return new Map(
    [...marks.keys()].map((key, index) => [key, found(shas[index], `git made no commit for ${key}.`)]),
  );
}

export async function addCommit(git: Git, commit: NewCommit): Promise<string> {
  const [sha] = await fastImport(git, writeCommit(commit, ':1'), [':1']);
  return found(sha, 'git made no commit.');
}

/** Answers the SHA of each mark, in their order. */
async function fastImport(git: Git, stream: string, marks: readonly string[]): Promise<readonly string[]> {
  const asks = marks.map((mark) => `get-mark ${mark}\n`).join('');
  const printed = await git.run(['fast-import', '--quiet'], `feature done\n${stream}${asks}done\n`);
  return printed.trim().split('\n');
}

/** What the merged branch changed since it left the other one. */
function mergedChanges(
  merged: string,
  into: string | undefined,
  {
    graph,
    trees,
  }: { readonly graph: SeedGraph; readonly trees: ReadonlyMap<string, ReadonlyMap<string, string>> },
) {
  const oldest = graph.since(merged, into).at(-1);
  const left = oldest === undefined ? merged : graph.parent.get(oldest);
  return changesBetween(trees.get(left ?? '') ?? new Map(), trees.get(merged) ?? new Map());
}

function bringIn(tree: Map<string, string>, changes: ReadonlyMap<string, string | undefined>): void {
  for (const [path, content] of changes) {
    if (content === undefined) tree.delete(path);
    else tree.set(path, content);
  }
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const changes = new Map<string, string | undefined>();
  for (const path of before.keys()) if (!after.has(path)) changes.set(path, undefined);
  for (const [path, content] of after) if (before.get(path) !== content) changes.set(path, content);
  return changes;
}

function writeCommit(commit: NewCommit, mark: string): string {
  const when = `${Math.floor(commit.date / 1000)} +0000`;
  const [from, ...merged] = commit.parents;
  return [
    `commit refs/heads/${commit.branch}`,
    `mark ${mark}`,
    `author ${person(commit.author)} ${when}`,
    `committer ${person({ name: 'GitHub', email: 'noreply@github.com' })} ${when}`,
    data(commit.message),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...merged.map((parent) => `merge ${parent}`),
    ...[...commit.changes].map(([path, content]) =>
      content === undefined ? `D ${quoted(path)}` : `M 100644 inline ${quoted(path)}\n${data(content)}`,
    ),
    '',
    '',
  ].join('\n');
}

function data(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}`;
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function person({ name, email }: { readonly name: string; readonly email: string }): string {
  return `${name.replaceAll(/[<>\n]/g, '')} <${email.replaceAll(/[<>\n]/g, '')}>`;
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Error(message);
  return value;
}
