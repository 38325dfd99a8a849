import { type BranchDecision, type BranchFacts, refuse } from './decision.ts';
import { refuseToTouch } from './keep.ts';

export function decideReset(id: string, facts: BranchFacts): BranchDecision {
  const { branches } = facts.list;
  const branch = branches.find((one) => one.id === id);
  if (!branch) return refuse('branch_gone', {});
  const refusal = refuseToTouch(branch, 'reset', facts);
  if (refusal) return { kind: 'refused', refusal };
  const parent = branches.find((one) => one.id === branch.parent);
  if (!parent) return refuse('branch_is_root', { found: branch.name });
  return {
    kind: 'begin',
    step: {
      kind: 'reset',
      branch: { id, name: branch.name },
      parent: { id: parent.id, name: parent.name },
      ...(branch.resetAt !== undefined && { resetAt: branch.resetAt }),
    },
  };
}
