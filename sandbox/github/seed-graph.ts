import type { Seed, SeedCommit } from '../seed/contract.ts';

/** How the seed's commits hang together, by key. */
export interface SeedGraph {
  readonly parent: ReadonlyMap<string, string | undefined>;
  /** The line of first parents from `key` down to, and without, the first one that `other` has too; newest first. */
  since(key: string, other: string | undefined): readonly string[];
  /** Key of the newest commit of a branch. */
  head(branch: string): string | undefined;
}

export function seedGraph(seed: Seed): SeedGraph {
  const heads = new Map<string, string>();
  const parent = new Map<string, string | undefined>();
  const merges = new Map(seed.commits.map((commit) => [commit.key, commit.merges]));
  for (const commit of seed.commits) {
    parent.set(commit.key, parentOf(commit, heads, parent));
    heads.set(commit.branch, commit.key);
  }

  const ancestors = (key: string | undefined, known = new Set<string>()): Set<string> => {
    if (key === undefined || known.has(key)) return known;
    known.add(key);
    ancestors(parent.get(key), known);
    return ancestors(merges.get(key), known);
  };
  return {
    parent,
    head: (branch) => heads.get(branch),
    since(key, other) {
      const shared = ancestors(other);
      const line: string[] = [];
      for (let at: string | undefined = key; at !== undefined && !shared.has(at); at = parent.get(at))
        line.push(at);
      return line;
    },
  };
}

function parentOf(
  commit: SeedCommit,
  heads: ReadonlyMap<string, string>,
  earlier: ReadonlyMap<string, unknown>,
): string | undefined {
  const parent = commit.parent ?? heads.get(commit.branch);
  for (const key of [parent, commit.merges]) {
    if (key !== undefined && !earlier.has(key)) {
      throw new Error(`The seed's commit ${commit.key} comes before ${key}, which it builds on.`);
    }
  }
  if (parent === undefined && earlier.size > 0) {
    throw new Error(
      `The seed's commit ${commit.key} starts the branch ${commit.branch} and names no parent.`,
    );
  }
  return parent;
}
