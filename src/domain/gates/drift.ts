import { driftFacts } from '../drift-stop.ts';
import { gate, open, shut } from './gate.ts';

export const drift = gate({
  question: 'Is the environment as it was released?',
  codes: {
    no_drift: {
      ending: 'proceed',
      means: 'It is as far as is known, or the policy lets deploys pass all the same (`drift.lock: false`).',
    },
    drifted: {
      ending: 'refused',
      means:
        'Somebody changed a platform past the bot, and the policy locks the environment then (`drift.lock: true`). Only rollbacks go through.',
      clearedBy:
        'Whoever may deploy, with *This is right…*; whoever may roll back, with *Put back what was released*; the end of the drift.',
    },
  },
  ask({ plan, outside: { drift: told } }) {
    return told === undefined ? open('no_drift') : shut('drifted', driftFacts(plan, told));
  },
});
