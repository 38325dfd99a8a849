import { isUnchanged } from '../make-plan.ts';
import { gate, open } from './gate.ts';

export const change = gate({
  question: 'Would anything change?',
  codes: {
    something_to_do: { ending: 'proceed', means: 'A component of the plan serves another commit.' },
    nothing_to_do: {
      ending: 'unchanged',
      means: 'Every component of the plan already serves this commit.',
      clearedBy: 'Asking for another commit.',
    },
  },
  ask({ plan }) {
    return isUnchanged(plan)
      ? { code: 'nothing_to_do', decision: { kind: 'unchanged' } }
      : open('something_to_do');
  },
});
