/** What a gate asks, in the order in which the gates are asked. */
export const gateQuestions = {
  change: 'Would anything change?',
  checks: 'Are the checks green that the policy asks for?',
  nods: 'Did enough of the right people nod to exactly this plan?',
} as const;

export type GateName = keyof typeof gateQuestions;

export interface GateEnding {
  readonly gate: GateName;
  /** What becomes of the operation when this gate decides; `proceed` is open. */
  readonly ending: 'proceed' | 'unchanged' | 'needs_approvals' | 'refused';
  readonly means: string;
  /** Who or what opens it; nobody has to where it is open. */
  readonly clearedBy?: string;
}

const waiting = 'Time, then whoever asks again.';
const author = 'Whoever fixes the check, or asks for another commit.';

/** Every ending of every gate. Codes are stable, texts may change; docs/gates.md is made from this. */
export const gateCodes = {
  something_to_do: {
    gate: 'change',
    ending: 'proceed',
    means: 'A component of the plan serves another commit.',
  },
  nothing_to_do: {
    gate: 'change',
    ending: 'unchanged',
    means: 'Every component of the plan already serves this commit.',
    clearedBy: 'Asking for another commit.',
  },
  checks_not_asked: {
    gate: 'checks',
    ending: 'proceed',
    means: 'The policy asks for no checks (`checks: none`).',
  },
  checks_green: {
    gate: 'checks',
    ending: 'proceed',
    means: 'Every check that the policy asks for succeeded, or had nothing to say.',
  },
  check_failed: { gate: 'checks', ending: 'refused', means: 'One of them failed.', clearedBy: author },
  check_unknown: {
    gate: 'checks',
    ending: 'refused',
    means: 'One of them answered with a word that Cabeceo does not know, which is never a success.',
    clearedBy: author,
  },
  check_pending: {
    gate: 'checks',
    ending: 'refused',
    means: 'One of them has not finished.',
    clearedBy: waiting,
  },
  check_missing: {
    gate: 'checks',
    ending: 'refused',
    means: 'One that the policy names has not run on this commit.',
    clearedBy: 'Running it on this commit.',
  },
  checks_none: {
    gate: 'checks',
    ending: 'refused',
    means: 'The policy asks for all checks, and none has run on this commit.',
    clearedBy: 'Running CI on this commit.',
  },
  nods_not_asked: {
    gate: 'nods',
    ending: 'proceed',
    means: 'The policy asks for no approval (`required: 0`).',
  },
  nods_given: {
    gate: 'nods',
    ending: 'proceed',
    means: 'As many approvers as the policy asks for nodded to this plan.',
  },
  nods_missing: {
    gate: 'nods',
    ending: 'needs_approvals',
    means: 'Some are still missing.',
    clearedBy: 'The people and groups of the policy’s `approvals`, never the requester.',
  },
} as const satisfies Record<string, GateEnding>;

export type GateCode = keyof typeof gateCodes;
