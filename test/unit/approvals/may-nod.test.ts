import { describe, expect, it } from 'vitest';
import { waitsForNod } from '../../../src/approvals/may-nod.ts';
import type { Standing } from '../../../src/approvals/decision.ts';
import type { SlackUserId } from '../../../src/domain/ids.ts';
import type { Operation, OperationState } from '../../../src/domain/operation.ts';
import {
  ana,
  anApproval,
  aNod,
  anOperation,
  aPolicy,
  aRollback,
  aRule,
  bruno,
  newSha,
  now,
} from '../../support/operation-builders.ts';

interface Asked {
  readonly by?: SlackUserId;
  readonly standing?: Standing;
  readonly rules?: readonly number[];
  readonly authors?: 'allowed' | 'refused';
}

function waits(
  operation: Operation,
  { by = bruno, standing = 'approver', rules = [0], authors }: Asked = {},
) {
  const { approvals } = aPolicy({}, 1);
  const policy = aPolicy({ approvals: { ...approvals, authors: authors ?? 'allowed' } });
  return waitsForNod(operation, { by, at: now, rules }, { standing, policy });
}

describe('a plan', () => {
  const carla = 'U0CARLA1' as SlackUserId;
  const two = anApproval({ rules: [aRule(), aRule({ groups: ['S0SECURITY'] })], nods: [aNod(carla)] });
  const written = { authors: { known: [{ user: bruno, commit: newSha }], unknown: [] } };

  it('waits for the nod of an approver', () => {
    expect(waits(anOperation())).toBe('waits');
  });

  it.each<[string, Operation, Asked]>([
    ['its requester', anOperation(), { by: ana }],
    ['who is no approver', anOperation(), { standing: 'not_an_approver', rules: [] }],
    ['an outsider', anOperation(), { standing: 'outsider', rules: [] }],
    ['who gave it already', anOperation({ approval: { ...two, nods: [aNod(bruno)] } }), {}],
    ['who may not fill the place that is left', anOperation({ approval: two }), { rules: [0] }],
    ['an author, where the policy refuses authors', anOperation(written), { authors: 'refused' }],
    ['anybody, once it has expired', anOperation({ approval: anApproval({ expiresAt: now }) }), {}],
    ['anybody, once all are there', anOperation({ approval: anApproval({ nods: [aNod(carla)] }) }), {}],
    ['anybody, where it has a button instead', aRollback(), { standing: 'unreachable', rules: [] }],
  ])('does not wait for the nod of %s', (_, operation, asked) => {
    expect(waits(operation, asked)).toBe('does_not');
  });

  it.each<OperationState>(['planning', 'awaiting_checks', 'queued', 'running', 'succeeded', 'rejected'])(
    'does not wait for a nod when it is %s',
    (state) => expect(waits(anOperation({ state }))).toBe('does_not'),
  );

  it('waits for an author where the policy allows it, and for whoever may fill the place that is left', () => {
    expect(waits(anOperation(written))).toBe('waits');
    expect(waits(anOperation({ approval: two }), { rules: [1] })).toBe('waits');
  });

  it('is not known to wait for somebody of whom Slack says nothing', () => {
    expect(waits(anOperation(), { standing: 'unreachable', rules: [] })).toBe('unknown');
  });
});
