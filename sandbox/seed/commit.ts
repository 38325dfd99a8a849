import type { SeedCheck, SeedPerson, SeedStatus } from './contract.ts';
import type { Edit } from './edit.ts';

/** A commit as it is written down. */
export interface CommitPlan<Change extends Edit = Edit> {
  readonly key: string;
  readonly author: SeedPerson;
  readonly daysAgo: number;
  readonly message: string;
  readonly edits: readonly Change[];
  /** Squashed into one commit, from this branch. */
  readonly pullRequest?: { readonly number: number; readonly head: string };
}

const checkNames = ['lint', 'types', 'e2e-tests', 'build'] as const;

export const green: readonly SeedCheck[] = checkNames.map((name) => ({
  name,
  status: 'completed',
  conclusion: 'success',
}));

export const redEndToEnd: readonly SeedCheck[] = green.map((check) =>
  check.name === 'e2e-tests' ? { ...check, conclusion: 'failure' } : check,
);

export const scanned: readonly SeedStatus[] = [
  { context: 'security/scan', state: 'success', description: 'No known vulnerabilities' },
];
