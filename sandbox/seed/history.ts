import { readExampleTree } from './base-tree.ts';
import { checkoutRewrite, developCommits } from './branch-commits.ts';
import { green, redEndToEnd, scanned } from './commit.ts';
import type { CommitPlan } from './commit.ts';
import type { Seed, SeedCommit } from './contract.ts';
import { applyReplacements, treeBefore } from './edit.ts';
import type { Replacement } from './edit.ts';
import { mainCommits } from './main-commits.ts';
import { people } from './people.ts';

/** The example app's last two weeks. Main's head is the app as it stands; older trees have the later edits taken back. */
export function createSeed(): Seed {
  const newest = readExampleTree();
  return {
    people: Object.values(people),
    commits: [...onMain(newest), ...onDevelop(), onFeatureBranch()],
    tags: [{ name: 'v1.0.0', commit: 'open-site' }],
    liveAtStart: { production: 'read-twice', development: 'cheapest-first' },
    baseTree: () => new Map(newest),
  };
}

const mainHead = 'cart-totals';

function onMain(newest: ReadonlyMap<string, string>): readonly SeedCommit[] {
  const commits: SeedCommit[] = [];
  let tree = newest;
  for (const plan of mainCommits.toReversed()) {
    const content = tree;
    commits.unshift({ ...commitOf(plan, 'main'), apply: (files) => become(files, content) });
    tree = treeBefore(tree, plan.edits);
  }
  return commits;
}

function onDevelop(): readonly SeedCommit[] {
  return developCommits.map((plan, index) => ({
    ...commitOf(plan, 'develop'),
    ...(index === 0 && { parent: mainHead }),
    apply: (files) => applyReplacements(files, plan.edits),
  }));
}

function onFeatureBranch(): SeedCommit {
  const plan: CommitPlan<Replacement> = checkoutRewrite;
  return {
    ...commitOf(plan, 'feature/checkout-rewrite'),
    parent: mainHead,
    apply: (files) => applyReplacements(files, plan.edits),
    checks: redEndToEnd,
    pullRequest: { number: 44, title: plan.message, author: plan.author },
  };
}

function commitOf(plan: CommitPlan, branch: string): Omit<SeedCommit, 'apply'> {
  const { key, author, message, daysAgo, pullRequest } = plan;
  return {
    key,
    branch,
    author,
    message,
    daysAgo,
    checks: green,
    statuses: scanned,
    ...(pullRequest && { pullRequest: { ...pullRequest, title: titleOf(message), author } }),
  };
}

/** A squashed commit's subject is the pull request's title and number. */
function titleOf(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ \(#\d+\)$/, '');
}

function become(files: Map<string, string>, tree: ReadonlyMap<string, string>): void {
  files.clear();
  for (const [path, content] of tree) files.set(path, content);
}
