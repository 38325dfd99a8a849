import { gate, open, shut } from './gate.ts';
import { sayWho } from './rights.ts';

export const press = gate({
  question: 'Of a rollback: has somebody pressed its button?',
  codes: {
    rollback_pressed: { ending: 'proceed', means: 'Somebody who may roll back has, on exactly this plan.' },
    nobody_presses: {
      ending: 'proceed',
      means:
        'The watch after a deploy rolls back by itself the very release that it found worse than before.',
    },
    released_since: {
      ending: 'refused',
      means: 'The watch would roll back by itself, and something else was released since.',
      clearedBy: 'Nobody: what got worse is not live any more.',
    },
    rollback_not_pressed: {
      ending: 'needs_confirmation',
      means: 'Nobody has yet. What comes back and what does not stands beside the button.',
      clearedBy: 'Whoever `rights.rollback` names, also who asked for it.',
    },
  },
  ask({ plan, policy, confirmed, outside: { automatic } }) {
    if (automatic && plan.kind === 'rollback')
      return plan.leaves.release === automatic.release
        ? open('nobody_presses')
        : shut('released_since', { environment: plan.environment });
    if (confirmed?.digest === plan.digest) return open('rollback_pressed');
    const facts = { environment: plan.environment, approvers: sayWho(policy.rights.rollback) };
    const refusal = { code: 'rollback_not_pressed', facts } as const;
    return { code: 'rollback_not_pressed', decision: { kind: 'needs_confirmation', refusal } };
  },
});
