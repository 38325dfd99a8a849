import { approvalRulesOf } from '../domain/approval-rules.ts';
import type { Policy } from '../domain/environment.ts';
import type { OutsideFacts } from '../domain/gates/gate.ts';
import type { SlackUserId } from '../domain/ids.ts';
import { sortNods } from '../domain/nods.ts';
import type { Approval, Nod } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';

/** What is asked of the approvers: a nod to exactly this plan, before it expires. `nods`: given to it before. */
export function requestApproval(
  plan: Plan,
  { approvals }: Policy,
  {
    now,
    nods = [],
    told = [],
  }: { readonly now: number; readonly nods?: readonly Nod[]; readonly told?: readonly SlackUserId[] },
): Approval {
  const { expiresAfterMs, remindAfterMs, askEveryMs } = approvals;
  const rules = approvalRulesOf(plan, approvals);
  return {
    digest: plan.digest,
    rules,
    nods,
    expiresAt: now + expiresAfterMs,
    asked: { at: now },
    askEveryMs,
    told,
    ...(rules.length > 0 && remindAfterMs > 0 && { remindAt: now + remindAfterMs }),
  };
}

/** Nods to the identical plan count again, except the new requester's, and of those who may no longer. */
export function reusableNods(
  kept: readonly Nod[],
  {
    requester,
    policy,
    outside,
  }: { readonly requester: SlackUserId; readonly policy: Policy; readonly outside: OutsideFacts },
): readonly Nod[] {
  const others = kept.filter(({ by }) => by !== requester);
  return sortNods({ nods: others }, { ...outside, policy: policy.approvals }).standing;
}
