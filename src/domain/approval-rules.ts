import type { ApprovalPolicy, ApprovalRule, Who } from './environment.ts';
import { isSerious } from './migration-plan.ts';
import type { DeployPlan, Plan } from './plan.ts';
import { everyoneOf } from './who.ts';

type Ruled = Pick<DeployPlan, 'kind' | 'migrations'> | { readonly kind: Exclude<Plan['kind'], 'deploy'> };

/**
 * Whose nods such a plan needs: one rule more where migrations may break or lose something. A rollback has its button;
 * data has a rule of its own, also where a deploy needs nobody.
 */
export function approvalRulesOf(
  plan: Ruled,
  { rules, data, migrations }: Pick<ApprovalPolicy, 'rules' | 'data' | 'migrations'>,
): readonly ApprovalRule[] {
  switch (plan.kind) {
    case 'deploy':
      return migrations !== undefined && isSerious(plan.migrations) ? [...rules, migrations] : rules;
    case 'rollback':
      return [];
    case 'restore':
      return [data];
  }
}

/** Whose nod counts at all. */
export function approversOf(rules: readonly ApprovalRule[]): Who | 'everyone' {
  return rules.some(({ anyone }) => anyone) ? 'everyone' : everyoneOf(rules);
}
