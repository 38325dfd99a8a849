import { holdFacts } from '../stop.ts';
import { gate, open, shut } from './gate.ts';

export const hold = gate({
  question: 'Is the environment held?',
  codes: {
    no_hold: { ending: 'proceed', means: 'It is not.' },
    held: {
      ending: 'refused',
      means: 'Somebody put it on hold; who, since when and why is said. Only rollbacks go through.',
      clearedBy: 'Whoever may lock, with *Release the hold…* or `/release`.',
    },
  },
  ask({ plan, outside: { hold: found } }) {
    return found === undefined ? open('no_hold') : shut('held', holdFacts(plan, found));
  },
});
