import { describe, expect, it } from 'vitest';
import { approvalRulesOf, approversOf } from '../../../src/domain/approval-rules.ts';
import { decideGates } from '../../../src/domain/gates/ask.ts';
import {
  aNod,
  ana,
  anApproval,
  aPolicy,
  aRule,
  bruno,
  outsideFacts,
} from '../../support/operation-builders.ts';
import { aRestorePlan } from '../../support/restore-builders.ts';

const policy = aPolicy();
const plan = aRestorePlan();

describe('whose nods count', () => {
  it('is a matter of the kind of operation', () => {
    const { approvals } = aPolicy({}, 1);
    expect(approvalRulesOf({ kind: 'deploy' }, approvals)).toBe(approvals.rules);
    expect(approvalRulesOf({ kind: 'rollback' }, approvals)).toEqual([]);
    expect(approvalRulesOf({ kind: 'restore' }, approvals)).toEqual([approvals.data]);
  });

  it('is everybody’s matter where one rule names nobody', () => {
    expect(approversOf([aRule(), { required: 2, groups: [], users: [], anyone: true }])).toBe('everyone');
    expect(approversOf([aRule()])).toMatchObject({ groups: ['S0RELEASE'] });
  });
});

describe('the gates of a restore', () => {
  const nods = [aNod(ana), aNod(bruno)];
  const standing = nods.map(({ by }) => ({ kind: 'stands', by, rules: [0] }) as const);
  const ask = (given: number) =>
    decideGates({
      plan,
      policy,
      approval: anApproval({
        digest: plan.digest,
        rules: [policy.approvals.data],
        nods: nods.slice(0, given),
      }),
      outside: outsideFacts({ nodsNow: standing }),
    });

  it('ask for two nods also where a deploy needs none', () => {
    expect(policy.approvals.rules).toEqual([]);
    expect(ask(0)).toEqual({ kind: 'needs_approvals', missing: 2 });
    expect(ask(1)).toEqual({ kind: 'needs_approvals', missing: 1 });
    expect(ask(2)).toEqual({ kind: 'proceed' });
  });
});
