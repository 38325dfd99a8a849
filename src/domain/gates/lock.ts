import { lockFacts } from '../stop.ts';
import { gate, open, shut } from './gate.ts';

export const lock = gate({
  question: 'Has somebody locked the environment?',
  codes: {
    no_lock: { ending: 'proceed', means: 'Nobody has locked it.' },
    lock_is_own: {
      ending: 'proceed',
      means: 'The requester has, and the policy lets the owner of a lock pass (`ownLocks: pass`).',
    },
    lock_by_requester: {
      ending: 'refused',
      means: 'The requester has, and the policy stops the owner too (`ownLocks: stop`).',
      clearedBy: 'The requester, with *Unlock* or `/unlock`.',
    },
    lock_by_other: {
      ending: 'refused',
      means:
        'Somebody else has; who, since when and why is said. A rollback that nobody asked for is stopped by any lock.',
      clearedBy: 'The owner of the lock; whoever may lock, with *Take over the lock…*; the end of the lock.',
    },
  },
  ask({ plan, policy, outside }) {
    const { lock: found, requester, automatic } = outside;
    if (found === undefined) return open('no_lock');
    const facts = lockFacts(plan, found);
    if (automatic || found.by !== requester.user) return shut('lock_by_other', facts);
    return policy.ownLocks === 'pass' ? open('lock_is_own') : shut('lock_by_requester', facts);
  },
});
