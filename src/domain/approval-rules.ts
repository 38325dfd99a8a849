import type { ApprovalPolicy, ApprovalRule, Who } from './environment.ts';
import type { Plan } from './plan.ts';
import { everyoneOf } from './who.ts';

/** Whose nods such a plan needs. A rollback has its button; data has a rule of its own, also where a deploy needs nobody. */
export function approvalRulesOf(
  kind: Plan['kind'],
  { rules, data }: Pick<ApprovalPolicy, 'rules' | 'data'>,
): readonly ApprovalRule[] {
  switch (kind) {
    case 'deploy':
      return rules;
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
