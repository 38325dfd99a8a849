import type { Branch } from '../domain/branch.ts';
import { needsOf } from '../domain/branch-needs.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { BranchFacts } from './decision.ts';

/** Why nobody is shown how to connect to it, if so. */
export function refuseConnection(
  branch: Branch,
  { environment, use }: Pick<BranchFacts, 'environment' | 'use'>,
): Refusal | undefined {
  const found = branch.name;
  if (branch.compute === 'none') return { code: 'branch_without_compute', facts: { found } };
  if (environment.policy.database.connect === 'all') return undefined;
  const because = whyGuarded(branch, use);
  if (because === undefined) return undefined;
  return {
    code: 'branch_connect_refused',
    facts: { found, because, yours: `look-at-${found}`.slice(0, 40) },
  };
}

function whyGuarded(branch: Branch, use: BranchFacts['use']): string | undefined {
  const need = needsOf(branch, use).find((one) => one.kind === 'environment' && one.production);
  if (need) return `${need.environment} runs on it`;
  if (branch.isProtected) return 'it is protected at Neon';
  return branch.isDefault ? 'it is the default branch at Neon' : undefined;
}
