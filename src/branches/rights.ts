import type { Environment } from '../domain/environment.ts';
import { sayWho } from '../domain/gates/rights.ts';
import type { Permission } from '../domain/permission.ts';
import type { Refusal } from '../domain/reasons.ts';

/** Whether somebody may do it to the database; `action`: "branch", "read the branches of". */
export function refuseDatabaseRight(
  permission: Permission,
  { action, environment }: { readonly action: string; readonly environment: Environment },
): Refusal | undefined {
  const { name, policy } = environment;
  switch (permission) {
    case 'allowed':
      return undefined;
    case 'not_allowed':
      return {
        code: 'branch_not_allowed',
        facts: { action, environment: name, approvers: sayWho(policy.rights.database) },
      };
    case 'outsider':
      return { code: 'branch_outsider', facts: { action } };
    case 'unreachable':
      return { code: 'branch_person_unreachable', facts: { action, environment: name } };
  }
}
