import type { Rights, Who } from '../environment.ts';
import type { Plan } from '../plan.ts';
import { gate, open, shut } from './gate.ts';

export const rights = gate({
  question: 'May the requester do this here?',
  codes: {
    rights_granted: { ending: 'proceed', means: 'The requester is among those whom `rights` names for it.' },
    nobody_asked: {
      ending: 'proceed',
      means: 'The watch after a deploy rolls back by itself, as the policy wants it (`watch.rollback`).',
    },
    right_missing: {
      ending: 'refused',
      means: 'The requester is not, or is not any more.',
      clearedBy: 'Whoever may, by asking for it; or whoever keeps the user group or the configuration.',
    },
    emergency_right_missing: {
      ending: 'refused',
      means:
        'It is asked for as an emergency, and the requester is not among those whom `rights.emergency` names.',
      clearedBy: 'Those who may, by asking for it; or the requester, without `--emergency`.',
    },
    requester_outsider: {
      ending: 'refused',
      means: 'The requester is a guest, a bot, has left, or belongs to another workspace.',
      clearedBy: 'A full member of the workspace, by asking for it.',
    },
    rights_unreachable: {
      ending: 'refused',
      means: 'Slack did not say who the requester is, or who is in the group; that is never taken for a yes.',
      clearedBy: 'Time, then whoever asks again.',
    },
  },
  ask({ plan, policy, outside: { requester, automatic } }) {
    if (automatic) return open('nobody_asked');
    const facts = {
      requester: `<@${requester.user}>`,
      environment: plan.environment,
      action: actions[plan.kind],
    };
    switch (requester.permission) {
      case 'allowed':
        return open('rights_granted');
      case 'not_allowed':
        return shut(plan.emergency === undefined ? 'right_missing' : 'emergency_right_missing', {
          ...facts,
          approvers: sayWho(rightOf(policy.rights, plan)),
        });
      case 'outsider':
        return shut('requester_outsider', facts);
      case 'unreachable':
        return shut('rights_unreachable', facts);
    }
  },
});

const actions: Readonly<Record<Plan['kind'], string>> = {
  deploy: 'deploy to',
  rollback: 'roll back',
  restore: 'restore the data of',
};

/** What whoever asks for it must be allowed to do. */
export function rightOf(
  rights: Rights,
  { kind, emergency }: { readonly kind: Plan['kind']; readonly emergency?: string | undefined },
): Who | 'everyone' {
  if (kind === 'rollback') return rights.rollback;
  if (kind === 'restore') return rights.database;
  return emergency === undefined ? rights.deploy : rights.emergency;
}

/** As Slack's mentions. */
export function sayWho(who: Who | 'everyone'): string {
  if (who === 'everyone') return 'every full member of the workspace';
  const names = [...who.groups.map((id) => `<!subteam^${id}>`), ...who.users.map((id) => `<@${id}>`)];
  return names.join(' or ') || 'nobody';
}
