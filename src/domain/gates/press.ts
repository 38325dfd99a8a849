import { gate, open } from './gate.ts';
import { sayWho } from './rights.ts';

export const press = gate({
  question: 'Of a rollback: has somebody pressed its button?',
  codes: {
    rollback_pressed: { ending: 'proceed', means: 'Somebody who may roll back has, on exactly this plan.' },
    rollback_not_pressed: {
      ending: 'needs_confirmation',
      means: 'Nobody has yet. What comes back and what does not stands beside the button.',
      clearedBy: 'Whoever `rights.rollback` names, also who asked for it.',
    },
  },
  ask({ plan, policy, confirmed }) {
    if (confirmed?.digest === plan.digest) return open('rollback_pressed');
    const facts = { environment: plan.environment, approvers: sayWho(policy.rights.rollback) };
    const refusal = { code: 'rollback_not_pressed', facts } as const;
    return { code: 'rollback_not_pressed', decision: { kind: 'needs_confirmation', refusal } };
  },
});
