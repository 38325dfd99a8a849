import { gate, open } from './gate.ts';

export const nods = gate({
  question: 'Did enough of the right people nod to exactly this plan?',
  codes: {
    nods_not_asked: { ending: 'proceed', means: 'The policy asks for no approval (`required: 0`).' },
    nods_given: {
      ending: 'proceed',
      means: 'As many approvers as the policy asks for nodded to this plan.',
    },
    nods_missing: {
      ending: 'needs_approvals',
      means: 'Some are still missing.',
      clearedBy: 'The people and groups of the policy’s `approvals`, never the requester.',
    },
  },
  ask({ plan, policy, approval }) {
    const { required } = policy.approvals;
    if (required === 0) return open('nods_not_asked');
    const given = approval && approval.digest === plan.digest ? approval.nods.length : 0;
    const missing = required - given;
    return missing > 0
      ? { code: 'nods_missing', decision: { kind: 'needs_approvals', missing } }
      : open('nods_given');
  },
});
