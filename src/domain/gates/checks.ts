import type { Policy } from '../environment.ts';
import { shortSha } from '../ids.ts';
import type { Check, Plan } from '../plan.ts';
import { gate, type GateAnswer, open, shut } from './gate.ts';

const waiting = 'Time, then whoever asks again.';
const author = 'Whoever fixes the check, or asks for another commit.';

export const checks = gate({
  question: 'Are the checks green that the policy asks for?',
  skippable: 'checks',
  codes: {
    checks_not_asked: { ending: 'proceed', means: 'The policy asks for no checks (`checks: none`).' },
    checks_green: {
      ending: 'proceed',
      means: 'Every check that the policy asks for succeeded, or had nothing to say.',
    },
    check_failed: { ending: 'refused', means: 'One of them failed.', clearedBy: author },
    check_unknown: {
      ending: 'refused',
      means: 'One of them answered with a word that Cabeceo does not know, which is never a success.',
      clearedBy: author,
    },
    check_awaited: {
      ending: 'waits_for_checks',
      means: 'One of them has not finished, and the policy waits for it (`waitForChecks`).',
      clearedBy: 'Time: the deploy goes on by itself.',
    },
    check_pending: {
      ending: 'refused',
      means: 'One of them has not finished, and the policy does not wait; nor does a nod, nor the start.',
      clearedBy: waiting,
    },
    check_missing: {
      ending: 'refused',
      means: 'One that the policy names has not run on this commit.',
      clearedBy: 'Running it on this commit.',
    },
    checks_none: {
      ending: 'refused',
      means: 'The policy asks for all checks, and none has run on this commit.',
      clearedBy: 'Running CI on this commit.',
    },
  },
  ask({ plan, policy }) {
    const answer = decideChecks(plan, policy.checks);
    const { decision } = answer;
    if (answer.code !== 'check_pending' || decision.kind !== 'refused' || policy.waitForChecksMs === 0)
      return answer;
    return { code: 'check_awaited', decision: { kind: 'waits_for_checks', refusal: decision.refusal } };
  },
});

/** How far the checks are that the policy asks for. */
export function checkProgress(checks: readonly Check[], wanted: Policy['checks']) {
  const asked = askedFor(checks, wanted);
  return {
    running: asked.filter(({ state }) => state === 'pending').map(({ name }) => name),
    green: asked.filter(({ state }) => state === 'success' || state === 'neutral').length,
    total: asked.length,
  };
}

type Checked = Pick<Plan, 'commit' | 'checks' | 'environment'>;

/** The gate of checks alone. */
export function decideChecks(plan: Checked, wanted: Policy['checks']): GateAnswer<CheckCode> {
  if (wanted === 'none') return open('checks_not_asked');
  return findRefusal(plan, wanted) ?? open('checks_green');
}

type CheckCode =
  | 'checks_not_asked'
  | 'checks_green'
  | 'check_failed'
  | 'check_unknown'
  | 'check_pending'
  | 'check_missing'
  | 'checks_none';

const codeOfState = {
  failure: 'check_failed',
  pending: 'check_pending',
  unknown: 'check_unknown',
} as const satisfies Partial<Record<Check['state'], CheckCode>>;

function findRefusal(plan: Checked, wanted: 'all' | readonly string[]): GateAnswer<CheckCode> | undefined {
  const commit = shortSha(plan.commit.sha);
  const asked = askedFor(plan.checks, wanted);
  for (const state of ['failure', 'unknown', 'pending'] as const) {
    const check = asked.find((one) => one.state === state);
    if (check)
      return shut(codeOfState[state], { check: check.name, commit, ...(check.url && { url: check.url }) });
  }
  if (wanted === 'all')
    return plan.checks.length === 0
      ? shut('checks_none', { commit, environment: plan.environment })
      : undefined;
  const missing = wanted.find((name) => !asked.some((check) => check.name === name));
  return missing === undefined ? undefined : shut('check_missing', { check: missing, commit });
}

function askedFor(checks: readonly Check[], wanted: Policy['checks']): readonly Check[] {
  if (wanted === 'none') return [];
  return wanted === 'all' ? checks : checks.filter(({ name }) => wanted.includes(name));
}
