import { describe, expect, it } from 'vitest';
import type { ApprovalPolicy, Policy } from '../../../src/domain/environment.ts';
import { askGates, decideGates, gatesOf, gatesSeen } from '../../../src/domain/gates/ask.ts';
import type { GateFacts, OutsideFacts } from '../../../src/domain/gates/gate.ts';
import type { Check } from '../../../src/domain/plan.ts';
import {
  aNod,
  anApproval,
  aPlan,
  aPolicy,
  bruno,
  newSha,
  outsideFacts,
} from '../../support/operation-builders.ts';

const green: readonly Check[] = [
  { name: 'lint', state: 'success' },
  { name: 'e2e-tests', state: 'success' },
];

const outside = outsideFacts();

describe('the gate of checks', () => {
  it.each<[string, Policy['checks'], readonly Check[], string]>([
    ['is open when all are green', 'all', green, 'proceed'],
    [
      'is open when a check had nothing to say',
      'all',
      [...green, { name: 'docs', state: 'neutral' }],
      'proceed',
    ],
    ['refuses a failed one', 'all', [...green, { name: 'build', state: 'failure' }], 'check_failed'],
    ['refuses one that still runs', 'all', [...green, { name: 'build', state: 'pending' }], 'check_pending'],
    [
      'refuses a state it does not know',
      'all',
      [...green, { name: 'build', state: 'unknown' }],
      'check_unknown',
    ],
    ['refuses a commit that no check has seen', 'all', [], 'checks_none'],
    ['asks for nothing where the policy asks for none', 'none', [], 'proceed'],
    ['asks for the named ones', ['lint'], green, 'proceed'],
    ['lets the others fail', ['lint'], [...green, { name: 'build', state: 'failure' }], 'proceed'],
    ['refuses when a named one has not run', ['lint', 'security'], green, 'check_missing'],
    [
      'names a failure before what still runs',
      'all',
      [
        { name: 'a', state: 'pending' },
        { name: 'b', state: 'failure' },
      ],
      'check_failed',
    ],
  ])('%s', (_, checks, found, ending) => {
    const decision = decideGates({ plan: aPlan({ checks: found }), policy: aPolicy({ checks }), outside });
    expect(decision.kind === 'refused' ? decision.refusal.code : decision.kind).toBe(ending);
  });
});

describe('the gate of approvals', () => {
  const plan = aPlan({ checks: green });
  const approvalOf = (digest: string) => anApproval({ digest, nods: [aNod(bruno)] });

  it('asks for as many nods as the policy does', () => {
    expect(decideGates({ plan, policy: aPolicy({}, 2), outside })).toEqual({
      kind: 'needs_approvals',
      missing: 2,
    });
  });

  const standing = outsideFacts({ nodsNow: [{ kind: 'stands', by: bruno, rules: [0] }] });
  const refusalOf = (facts: Partial<OutsideFacts>, approvals: Partial<ApprovalPolicy> = {}) => {
    const usual = aPolicy({}, 1);
    const policy = { ...usual, approvals: { ...usual.approvals, ...approvals } };
    const decision = decideGates({
      plan,
      policy,
      approval: approvalOf(plan.digest),
      outside: { ...standing, ...facts },
    });
    return decision.kind === 'refused' ? decision.refusal : decision.kind;
  };

  it('counts the nods to this plan of those who still may', () => {
    expect(refusalOf({})).toBe('proceed');
  });

  it('names who nodded and may no longer', () => {
    const nodsNow = [{ kind: 'lapsed', by: bruno, why: 'no longer among the approvers' }] as const;
    expect(refusalOf({ nodsNow })).toEqual({
      code: 'nods_lapsed',
      facts: { who: '<@U0BRUNO1> (no longer among the approvers)' },
    });
  });

  it('counts no nod of which Slack said nothing, nor one that nobody looked up', () => {
    expect(refusalOf({ nodsNow: [{ kind: 'unreachable', by: bruno }] })).toMatchObject({
      code: 'nods_unverified',
    });
    expect(refusalOf({ nodsNow: [] })).toMatchObject({ code: 'nods_unverified' });
  });

  it('counts no nod of an author where the policy refuses them', () => {
    const authors = { known: [{ user: bruno, commit: newSha }], unknown: [] };
    expect(refusalOf({ authors })).toBe('proceed');
    expect(refusalOf({ authors }, { authors: 'refused' })).toEqual({
      code: 'nods_lapsed',
      facts: { who: '<@U0BRUNO1> (wrote a1b2c3d)' },
    });
  });

  it('counts no nod to another plan', () => {
    const approval = approvalOf('another');
    expect(decideGates({ plan, policy: aPolicy({}, 1), approval, outside }).kind).toBe('needs_approvals');
  });
});

it('has nothing to do when the commit is live on every component', () => {
  const plan = aPlan();
  const live = {
    frontend: { deployment: 'dpl_1', commit: plan.commit.sha },
    backend: { deployment: 'rw_1', commit: plan.commit.sha },
  };
  expect(decideGates({ plan: { ...plan, live }, policy: aPolicy(), outside }).kind).toBe('unchanged');
  const half = { ...live, backend: { deployment: 'rw_1' } };
  expect(
    decideGates({ plan: { ...plan, live: half }, policy: aPolicy({ checks: 'none' }), outside }).kind,
  ).toBe('proceed');
});

describe('what every gate says', () => {
  const codes = (facts: GateFacts) => askGates(facts).map(({ code }) => code);
  const failing = aPlan({ checks: [{ name: 'build', state: 'failure' }] });

  it('is told of all of them, also behind the one that decides', () => {
    const said = codes({ plan: failing, policy: aPolicy({}, 1), outside });
    expect(said).toHaveLength(gatesOf('deploy').length);
    expect(said).toEqual(expect.arrayContaining(['rights_granted', 'check_failed', 'nods_missing']));
  });

  it('tells a gate that the policy does not ask for from one that was passed', () => {
    const plan = aPlan({ checks: green });
    expect(codes({ plan, policy: aPolicy({ checks: 'none' }), outside })).toEqual(
      expect.arrayContaining(['checks_not_asked', 'nods_not_asked']),
    );
    expect(codes({ plan, policy: aPolicy(), outside })).toContain('checks_green');
  });
});

describe('an emergency', () => {
  const plan = aPlan({ checks: [{ name: 'build', state: 'failure' }], emergency: 'Checkout is down' });
  const skipping = (...skips: Policy['emergency']['skips']) =>
    aPolicy({ emergency: { skips, remindEveryMs: 1 } }, 1);

  it('passes what its policy lists, and keeps what it passed apart from what is open', () => {
    const facts = { plan, policy: skipping('approvals', 'checks'), outside };
    expect(decideGates(facts).kind).toBe('proceed');
    const seen = gatesSeen(askGates(facts));
    expect(seen.skipped).toEqual(['checks', 'nods']);
    expect(seen.open).toBe(gatesOf('deploy').length - 2);
  });

  it('passes nothing else', () => {
    expect(decideGates({ plan, policy: skipping('approvals'), outside })).toMatchObject({
      refusal: { code: 'check_failed' },
    });
    expect(decideGates({ plan, policy: skipping('checks'), outside }).kind).toBe('needs_approvals');
  });

  it('is none without a reason', () => {
    const { emergency: _, ...usual } = plan;
    expect(decideGates({ plan: usual, policy: skipping('approvals', 'checks'), outside }).kind).toBe(
      'refused',
    );
  });
});
