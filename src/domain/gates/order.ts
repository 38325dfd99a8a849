import { shortSha } from '../ids.ts';
import { gate, open, shut } from './gate.ts';

export const order = gate({
  question: 'Does the deploy go forward?',
  codes: {
    order_forward: { ending: 'proceed', means: 'The commit is not older than what is live.' },
    order_back: {
      ending: 'proceed',
      means: 'The commit is older than what is live, and the requester said that this is meant (`--back`).',
    },
    commit_older: {
      ending: 'refused',
      means: 'The commit is older than what is live, and nobody said that this is meant.',
      clearedBy: 'The requester, with `--back`, or by asking for a newer commit.',
    },
  },
  ask({ plan }) {
    const { comparison, commit, environment, ref } = plan;
    if (comparison.status !== 'behind') return open('order_forward');
    if (plan.back) return open('order_back');
    return shut('commit_older', {
      commit: shortSha(commit.sha),
      environment,
      ref,
      ...(comparison.base && { live: shortSha(comparison.base) }),
    });
  },
});
