import { shortSha } from '../ids.ts';
import { gate, open, shut } from './gate.ts';

export const branch = gate({
  question: 'Is the commit on the environment’s branch?',
  skippable: 'branch',
  codes: {
    branch_not_asked: {
      ending: 'proceed',
      means: 'The policy allows commits of any branch (`branch: any`).',
    },
    branch_holds: { ending: 'proceed', means: 'The branch holds the commit.' },
    commit_off_branch: {
      ending: 'refused',
      means: 'The branch does not hold the commit, or not any more: a force-push may have taken it away.',
      clearedBy: 'Whoever merges it, or asks for a commit of the branch.',
    },
    branch_unreachable: {
      ending: 'refused',
      means: 'GitHub did not say.',
      clearedBy: 'Time, then whoever asks again.',
    },
  },
  ask({ plan, policy, outside }) {
    if (policy.branch === 'any') return open('branch_not_asked');
    const { name, holds } = outside.branch;
    if (holds === 'yes') return open('branch_holds');
    const commit = shortSha(plan.commit.sha);
    const { environment } = plan;
    if (holds === 'unreachable') return shut('branch_unreachable', { commit, branch: name });
    return shut('commit_off_branch', {
      commit,
      branch: name,
      environment,
      ...refOf(plan.ref, plan.commit.sha),
    });
  },
});

/** The other branch, tag or pull request that was asked for; a SHA says nothing new. */
function refOf(ref: string, sha: string): { readonly ref?: string } {
  return sha.startsWith(ref.toLowerCase()) ? {} : { ref };
}
