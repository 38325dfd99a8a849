import type { Policy } from './environment.ts';
import type { GateCode } from './gate-codes.ts';
import { shortSha } from './ids.ts';
import type { Approval } from './operation.ts';
import type { Check, Plan } from './plan.ts';
import { isUnchanged } from './make-plan.ts';
import type { Refusal } from './reasons.ts';

export type GateDecision =
  | { readonly kind: 'proceed' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'needs_approvals'; readonly missing: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What one gate says: `proceed` is open. */
export interface GateOutcome {
  readonly code: GateCode;
  readonly decision: GateDecision;
}

export interface GateFacts {
  readonly plan: Plan;
  readonly policy: Policy;
  readonly approval?: Approval | undefined;
}

/** May this plan run? Asked when it is made, and again right before it runs. */
export function decideGates(facts: GateFacts): GateDecision {
  return firstShut(askGates(facts))?.decision ?? { kind: 'proceed' };
}

/** What every gate says, in their order. */
export function askGates({ plan, policy, approval }: GateFacts): readonly GateOutcome[] {
  return [decideChange(plan), decideChecks(plan, policy.checks), decideNods(plan, policy, approval)];
}

/** The gate that decides. */
export function firstShut(outcomes: readonly GateOutcome[]): GateOutcome | undefined {
  return outcomes.find(({ decision }) => decision.kind !== 'proceed');
}

function decideChange(plan: Plan): GateOutcome {
  return isUnchanged(plan)
    ? { code: 'nothing_to_do', decision: { kind: 'unchanged' } }
    : { code: 'something_to_do', decision: { kind: 'proceed' } };
}

/** The gate of checks alone. */
export function decideChecks(
  plan: Pick<Plan, 'commit' | 'checks' | 'environment'>,
  wanted: Policy['checks'],
): GateOutcome {
  if (wanted === 'none') return { code: 'checks_not_asked', decision: { kind: 'proceed' } };
  const refusal = refuseChecks(plan, wanted);
  return refusal === undefined
    ? { code: 'checks_green', decision: { kind: 'proceed' } }
    : { code: refusal.code, decision: { kind: 'refused', refusal } };
}

function decideNods(plan: Plan, { approvals }: Policy, approval: Approval | undefined): GateOutcome {
  if (approvals.required === 0) return { code: 'nods_not_asked', decision: { kind: 'proceed' } };
  const nods = approval && approval.digest === plan.digest ? approval.nods.length : 0;
  const missing = approvals.required - nods;
  return missing > 0
    ? { code: 'nods_missing', decision: { kind: 'needs_approvals', missing } }
    : { code: 'nods_given', decision: { kind: 'proceed' } };
}

const codeOfState = {
  failure: 'check_failed',
  pending: 'check_pending',
  unknown: 'check_unknown',
} as const satisfies Partial<Record<Check['state'], GateCode>>;

type ChecksRefusal = Refusal & { readonly code: GateCode };

function refuseChecks(
  plan: Pick<Plan, 'commit' | 'checks' | 'environment'>,
  wanted: 'all' | readonly string[],
): ChecksRefusal | undefined {
  const commit = shortSha(plan.commit.sha);
  const asked = wanted === 'all' ? plan.checks : plan.checks.filter(({ name }) => wanted.includes(name));
  for (const state of ['failure', 'unknown', 'pending'] as const) {
    const check = asked.find((one) => one.state === state);
    if (!check) continue;
    const facts = { check: check.name, commit, ...(check.url && { url: check.url }) };
    return { code: codeOfState[state], facts };
  }
  if (wanted === 'all') {
    const facts = { commit, environment: plan.environment };
    return plan.checks.length === 0 ? { code: 'checks_none', facts } : undefined;
  }
  const missing = wanted.find((name) => !asked.some((check) => check.name === name));
  return missing === undefined ? undefined : { code: 'check_missing', facts: { check: missing, commit } };
}
