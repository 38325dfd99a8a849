import { approvalRulesOf } from '../approval-rules.ts';
import { lapsedInWords, sortNods } from '../nods.ts';
import { nodsMissing } from '../quorum.ts';
import { gate, open, shut } from './gate.ts';

export const nods = gate({
  question: 'Did enough of the right people nod to exactly this plan?',
  skippable: 'approvals',
  codes: {
    nods_not_asked: { ending: 'proceed', means: 'The policy asks for no approval (`required: 0`).' },
    nods_given: {
      ending: 'proceed',
      means:
        'As many approvers as each rule of the policy asks for nodded to this plan, each person counting once, and they still may.',
    },
    nods_missing: {
      ending: 'needs_approvals',
      means: 'Some are still missing.',
      clearedBy: 'The people and groups of the policy’s `approvals`, never the requester.',
    },
    nods_lapsed: {
      ending: 'refused',
      means: 'Somebody who nodded may no longer, and without that nod too few are left.',
      clearedBy: 'Asking again, and a nod of somebody who may.',
    },
    nods_unverified: {
      ending: 'refused',
      means: 'Slack did not tell whether somebody who nodded still may.',
      clearedBy: 'Time, then whoever asks again.',
    },
  },
  ask({ plan, policy, approval, outside }) {
    const rules = approvalRulesOf(plan, policy.approvals);
    if (rules.length === 0) return open('nods_not_asked');
    const given = approval && approval.digest === plan.digest ? approval.nods : [];
    const { standing, lapsed, unknown } = sortNods({ nods: given }, { ...outside, policy: policy.approvals });
    const missing = nodsMissing(rules, standing);
    if (missing === 0) return open('nods_given');
    if (unknown.length > 0) return shut('nods_unverified');
    if (lapsed.length > 0) return shut('nods_lapsed', { who: lapsedInWords(lapsed) });
    return { code: 'nods_missing', decision: { kind: 'needs_approvals', missing } };
  },
});
