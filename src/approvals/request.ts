import type { Environment } from '../domain/environment.ts';
import type { Approval } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';

/** What is asked of the approvers: a nod to exactly this plan, before it expires. */
export function requestApproval(plan: Plan, environment: Environment, now: number): Approval {
  const { rules, expiresAfterMs } = environment.policy.approvals;
  return { digest: plan.digest, rules, nods: [], expiresAt: now + expiresAfterMs };
}
