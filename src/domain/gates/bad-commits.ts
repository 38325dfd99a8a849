import { sayActor } from '../actor.ts';
import { shortSha } from '../ids.ts';
import { gate, open, shut } from './gate.ts';

export const badCommits = gate({
  question: 'Was this very commit marked bad?',
  codes: {
    commit_not_marked: { ending: 'proceed', means: 'Nobody marked it.' },
    commit_bad: {
      ending: 'refused',
      means: 'Somebody did, as a rollback does. A commit that comes after it may go.',
      clearedBy: 'Whoever ships the fix as another commit.',
    },
  },
  ask({ plan, outside: { badMark } }) {
    if (!badMark) return open('commit_not_marked');
    const commit = shortSha(plan.commit.sha);
    const { at, why } = badMark;
    return shut('commit_bad', { commit, subject: plan.commit.subject, who: sayActor(badMark), at, why });
  },
});
