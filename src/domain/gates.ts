import type { Policy } from './environment.ts';
import { shortSha } from './ids.ts';
import type { Approval } from './operation.ts';
import type { Check, Plan } from './plan.ts';
import { isUnchanged } from './make-plan.ts';
import type { ReasonCode, Refusal } from './reasons.ts';

export type GateDecision =
  | { readonly kind: 'proceed' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'needs_approvals'; readonly missing: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** May this plan run? Asked when it is made, when it is approved, and right before it runs. */
export function decideGates(facts: {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly approval?: Approval | undefined;
}): GateDecision {
  const { plan, policy, approval } = facts;
  if (isUnchanged(plan)) return { kind: 'unchanged' };
  const refusal = refuseChecks(plan, policy.checks);
  if (refusal) return { kind: 'refused', refusal };
  const nods = approval && approval.digest === plan.digest ? approval.nods.length : 0;
  const missing = policy.approvals.required - nods;
  return missing > 0 ? { kind: 'needs_approvals', missing } : { kind: 'proceed' };
}

const refusalOfState = {
  failure: 'check_failed',
  pending: 'check_pending',
  unknown: 'check_unknown',
} as const satisfies Partial<Record<Check['state'], ReasonCode>>;

function refuseChecks(plan: Plan, wanted: Policy['checks']): Refusal | undefined {
  if (wanted === 'none') return undefined;
  const commit = shortSha(plan.commit.sha);
  const asked = wanted === 'all' ? plan.checks : plan.checks.filter(({ name }) => wanted.includes(name));
  for (const state of ['failure', 'unknown', 'pending'] as const) {
    const check = asked.find((one) => one.state === state);
    if (!check) continue;
    const facts = { check: check.name, commit, ...(check.url && { url: check.url }) };
    return { code: refusalOfState[state], facts };
  }
  if (wanted === 'all') {
    const facts = { commit, environment: plan.environment };
    return plan.checks.length === 0 ? { code: 'checks_none', facts } : undefined;
  }
  const missing = wanted.find((name) => !asked.some((check) => check.name === name));
  return missing === undefined ? undefined : { code: 'check_missing', facts: { check: missing, commit } };
}
