import type { ConfirmPolicy } from '../environment.ts';
import type { Comparison, LiveState } from '../plan.ts';
import { gate, open } from './gate.ts';

const dayMs = 86_400_000;

export const size = gate({
  question: 'Is it of the usual size, or confirmed by its requester?',
  skippable: 'confirmation',
  codes: {
    confirmation_not_asked: { ending: 'proceed', means: 'The policy asks for none (`confirm: never`).' },
    size_usual: { ending: 'proceed', means: 'It is not over any number of the policy’s `confirm`.' },
    size_confirmed: { ending: 'proceed', means: 'It is, and the requester confirmed exactly this plan.' },
    confirmation_missing: {
      ending: 'needs_confirmation',
      means:
        'It is: many commits or files, a long time since the last deploy, or commits that are live would go.',
      clearedBy: 'The requester, with *Confirm* on the card.',
    },
  },
  ask({ plan, policy, confirmed, outside: { now } }) {
    if (policy.confirm === 'never') return open('confirmation_not_asked');
    const big = whatIsBig(plan, policy.confirm, now);
    if (big.length === 0) return open('size_usual');
    if (confirmed?.digest === plan.digest) return open('size_confirmed');
    const refusal = { code: 'confirmation_missing', facts: { what: big.join(', ') } } as const;
    return { code: 'confirmation_missing', decision: { kind: 'needs_confirmation', refusal } };
  },
});

function whatIsBig(
  { comparison, live }: { readonly comparison: Comparison; readonly live: LiveState },
  confirm: ConfirmPolicy,
  now: number,
): readonly string[] {
  const { status, totalCommits, files, filesTruncated } = comparison;
  const days = daysSince(live, now);
  return [
    ...(totalCommits > confirm.commits ? [`${totalCommits} commits`] : []),
    ...(filesTruncated || files.length > confirm.files
      ? [`${files.length}${filesTruncated ? ' or more' : ''} files`]
      : []),
    ...(days !== undefined && days > confirm.days ? [`${Math.floor(days)} days since the last deploy`] : []),
    ...(confirm.diverged && status === 'diverged' ? ['commits that are live now would go'] : []),
  ];
}

function daysSince({ frontend, backend }: LiveState, now: number): number | undefined {
  const since = [frontend?.since, backend?.since].filter((at) => at !== undefined);
  return since.length === 0 ? undefined : (now - Math.max(...since)) / dayMs;
}
