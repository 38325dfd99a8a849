import type { Branch } from '../domain/branch.ts';
import { type BranchNeed, needsOf } from '../domain/branch-needs.ts';
import { shortSha } from '../domain/ids.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { BranchFacts } from './decision.ts';

/** Why a branch must not be touched, if so: what depends on it goes first, then what Neon itself does not do. */
export function refuseToTouch(
  branch: Branch,
  done: 'deleted' | 'reset',
  { list, use }: Pick<BranchFacts, 'list' | 'use'>,
): Refusal | undefined {
  const found = branch.name;
  const [need] = needsOf(branch, use);
  if (need) return sayNeed(need, { branch, done });
  if (branch.isDefault) return { code: 'branch_is_default', facts: { found, done } };
  if (branch.isProtected) return { code: 'branch_is_protected', facts: { found, done } };
  const children = list.branches.filter(({ parent }) => parent === branch.id).map(({ name }) => name);
  if (children.length === 0) return undefined;
  return { code: 'branch_has_children', facts: { found, done, children: shorten(children) } };
}

function sayNeed(
  need: BranchNeed,
  { branch, done }: { readonly branch: Branch; readonly done: 'deleted' | 'reset' },
): Refusal {
  const facts = { found: branch.name, done, environment: need.environment };
  switch (need.kind) {
    case 'environment':
      return { code: 'branch_is_environment', facts: { ...facts, app: need.app } };
    case 'operation':
      return { code: 'branch_under_way', facts };
    case 'release': {
      const { commit, subject } = need;
      const until = branch.expiresAt;
      return {
        code: 'branch_is_restore_point',
        facts: { ...facts, commit: shortSha(commit), subject, ...(until !== undefined && { until }) },
      };
    }
  }
}

const mostNamed = 5;

export function shorten(names: readonly string[]): string {
  const hidden = names.length - mostNamed;
  const shown = names.slice(0, mostNamed).join(', ');
  return hidden > 0 ? `${shown} and ${hidden} more` : shown;
}
