import { gate, open, shut } from './gate.ts';

export const window = gate({
  question: 'Is it the time of a freeze window?',
  skippable: 'freezes',
  codes: {
    no_window: { ending: 'proceed', means: 'None of the policy’s `freezes` is on.' },
    freeze_window: {
      ending: 'refused',
      means: 'One is; until when and why is said. Only rollbacks go through.',
      clearedBy: 'Time; or whoever keeps the configuration.',
    },
  },
  ask({ plan, outside: { window: found } }) {
    if (found === undefined) return open('no_window');
    const { from, to, reason } = found;
    return shut('freeze_window', { environment: plan.environment, at: from, until: to, reason });
  },
});
