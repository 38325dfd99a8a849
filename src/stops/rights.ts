import type { Who } from '../domain/environment.ts';
import { sayWho } from '../domain/gates/rights.ts';
import type { Permission } from '../domain/permission.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { StopRequest } from '../domain/stop-request.ts';

/** Whether somebody may ask for it. Whose a lock is may always unlock it, unless they have left. */
export function refuseRight(
  { kind }: Pick<StopRequest, 'kind'>,
  facts: {
    readonly permission: Permission;
    readonly who: Who | 'everyone';
    readonly environment: string;
  },
): Refusal | undefined {
  const { permission, environment, who } = facts;
  const action = actions[kind];
  switch (permission) {
    case 'allowed':
      return undefined;
    case 'not_allowed':
      return kind === 'unlock'
        ? undefined
        : { code: 'stop_not_allowed', facts: { action, environment, approvers: sayWho(who) } };
    case 'outsider':
      return { code: 'stop_outsider', facts: { action } };
    case 'unreachable':
      return { code: 'stop_unreachable', facts: { action, environment } };
  }
}

const actions: Readonly<Record<StopRequest['kind'], string>> = {
  lock: 'lock',
  unlock: 'unlock',
  take_over: 'take over the lock of',
  freeze: 'freeze',
  unfreeze: 'unfreeze',
  hold: 'hold',
  release: 'release the hold of',
};
