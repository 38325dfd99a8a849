import type { Branch } from './branch.ts';
import type { NamedBranch } from './branch-change.ts';
import { type BranchNeed, needsOf, type ProjectUse } from './branch-needs.ts';
import type { BranchList } from './branch.ts';

/** What `/db branches` tells. */
export interface BranchReport {
  readonly app: string;
  readonly project: string;
  /** Environments whose databases lie in other projects. */
  readonly others: readonly string[];
  /** ms since the epoch */
  readonly at: number;
  readonly limit?: number;
  /** How many there are; those that people have most to do with come first, and the rest is left out. */
  readonly count: number;
  readonly branches: readonly ReportedBranch[];
}

export interface ReportedBranch extends Branch {
  readonly parentName?: string;
  readonly needs: readonly BranchNeed[];
}

/** What `/db diff` tells. `diff`: its first lines; nothing where both define the same. */
export interface SchemaReport {
  readonly app: string;
  readonly branch: NamedBranch;
  readonly base: NamedBranch;
  readonly diff: readonly string[];
  /** Lines that are left out. */
  readonly left: number;
}

/** What is asked before a branch is deleted or reset. */
export interface BranchOffer {
  readonly app: string;
  readonly environment: string;
  readonly kind: 'delete' | 'reset';
  readonly branch: Branch;
  readonly parentName?: string;
  /** ms since the epoch */
  readonly at: number;
}

const mostTold = 30;
const mostLines = 80;

export function reportBranches(
  { branches, limit }: BranchList,
  use: ProjectUse,
  about: Pick<BranchReport, 'app' | 'project' | 'others' | 'at'>,
): BranchReport {
  const all = branches.map((branch) => {
    const parentName = branches.find(({ id }) => id === branch.parent)?.name;
    return { ...branch, ...(parentName !== undefined && { parentName }), needs: needsOf(branch, use) };
  });
  const sorted = all.toSorted((one, other) => rankOf(one) - rankOf(other) || other.createdAt - one.createdAt);
  return {
    ...about,
    ...(limit !== undefined && { limit }),
    count: all.length,
    branches: sorted.slice(0, mostTold),
  };
}

/** What environments run on, production first, then what people made, then what was made for deploys. */
function rankOf({ needs, mark, isDefault, name }: ReportedBranch): number {
  if (needs.some((need) => need.kind === 'environment' && need.production)) return -1;
  if (isDefault || needs.some(({ kind }) => kind === 'environment')) return 0;
  if (mark) return 1;
  return name.startsWith('cabeceo/') ? 3 : 2;
}

export function cutDiff(diff: string | undefined): Pick<SchemaReport, 'diff' | 'left'> {
  const lines = diff === undefined ? [] : diff.trimEnd().split('\n');
  return { diff: lines.slice(0, mostLines), left: Math.max(0, lines.length - mostLines) };
}
