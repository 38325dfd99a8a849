import { freezeFacts } from '../stop.ts';
import { gate, open, shut } from './gate.ts';

export const freeze = gate({
  question: 'Is the app frozen, or everything?',
  skippable: 'freezes',
  codes: {
    not_frozen: { ending: 'proceed', means: 'Neither is.' },
    frozen: {
      ending: 'refused',
      means: 'Somebody froze it; who, since when and why is said. Only rollbacks go through.',
      clearedBy: 'Whoever may freeze, with *Lift the freeze…* or `/unfreeze`.',
    },
  },
  ask({ outside: { freeze: found } }) {
    return found === undefined ? open('not_frozen') : shut('frozen', freezeFacts(found.scope, found));
  },
});
