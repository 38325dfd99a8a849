import { type BranchDecision, type BranchFacts, refuse } from './decision.ts';
import { refuseToTouch } from './keep.ts';

/** `id`: of the branch, as it was when somebody was asked whether they mean it. */
export function decideDelete(id: string, facts: BranchFacts): BranchDecision {
  const branch = facts.list.branches.find((one) => one.id === id);
  if (!branch) return refuse('branch_gone', {});
  const refusal = refuseToTouch(branch, 'deleted', facts);
  if (refusal) return { kind: 'refused', refusal };
  return { kind: 'begin', step: { kind: 'delete', branch: { id, name: branch.name } } };
}
