import type { Seed } from '../../sandbox/seed/contract.ts';

/** The tree of every commit, by its key. */
export function treesOf(seed: Seed): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const trees = new Map<string, ReadonlyMap<string, string>>();
  const heads = new Map<string, string>();
  for (const commit of seed.commits) {
    const parent = commit.parent ?? heads.get(commit.branch);
    const files = new Map(parent === undefined ? seed.baseTree() : trees.get(parent));
    commit.apply(files);
    trees.set(commit.key, files);
    heads.set(commit.branch, commit.key);
  }
  return trees;
}
