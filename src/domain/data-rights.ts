import type { Who } from './environment.ts';
import { sayWho } from './gates/rights.ts';
import type { Permission } from './permission.ts';
import type { Refusal } from './reasons.ts';

/** Whether somebody may have an environment's data looked after. `action`: "try a restore of". */
export function refuseDataRight(facts: {
  readonly permission: Permission;
  readonly who: Who | 'everyone';
  readonly action: string;
  readonly environment: string;
}): Refusal | undefined {
  const { permission, who, action, environment } = facts;
  switch (permission) {
    case 'allowed':
      return undefined;
    case 'not_allowed':
      return { code: 'stop_not_allowed', facts: { action, environment, approvers: sayWho(who) } };
    case 'outsider':
      return { code: 'stop_outsider', facts: { action } };
    case 'unreachable':
      return { code: 'stop_unreachable', facts: { action, environment } };
  }
}
