import { describe, expect, it } from 'vitest';
import { decideRequest } from '../../../src/approvals/decide.ts';
import { decidePlan } from '../../../src/approvals/plan.ts';
import type { RequestFacts } from '../../../src/approvals/decision.ts';
import type { OutsideFacts } from '../../../src/domain/gates/gate.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { Permission } from '../../../src/domain/permission.ts';
import {
  ana,
  anEnvironment,
  aPolicy,
  aRollback,
  aRollbackPlan,
  bruno,
  liveSha,
  now,
  outsideFacts,
} from '../../support/operation-builders.ts';
import { aFreeze, aHold, aLock } from '../../support/stop-builders.ts';

const policy = aPolicy({ rights: { ...aPolicy().rights, rollback: { groups: ['S0ONCALL'], users: [] } } }, 2);

function press(mayPress: Permission, operation: Operation = aRollback()) {
  const facts: RequestFacts = {
    standing: 'not_an_approver',
    rules: [],
    approvers: '',
    policy,
    mayPress,
    now,
  };
  const request = {
    kind: 'confirm',
    digest: 'd'.repeat(64),
    delivery: 'x',
    by: bruno,
    team: 'T',
    at: now,
    channel: 'C0DEPLOYS',
  } as const;
  return decideRequest(operation, request, facts);
}

function planned(outside: Partial<OutsideFacts>, plan = aRollbackPlan()) {
  const { plan: _plan, approval: _approval, gates: _gates, ...operation } = aRollback({ state: 'planning' });
  return decidePlan(operation, plan, {
    environment: { ...anEnvironment, aliases: [], policy },
    others: [],
    outside: outsideFacts(outside),
  }).operation;
}

describe('the button of a rollback', () => {
  it('queues it, whoever of those who may presses, and needs no nod of the policy', () => {
    expect(press('allowed')).toMatchObject({
      kind: 'changed',
      operation: { state: 'queued', confirmed: { by: bruno } },
    });
  });

  it.each([
    ['not_allowed', 'roll_back_not_allowed'],
    ['outsider', 'other_workspace'],
    ['unreachable', 'person_unreachable'],
  ] as const)('does nothing for who is %s', (permission, code) => {
    expect(press(permission)).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  it('does nothing twice, nor on another plan', () => {
    expect(press('allowed', aRollback({ state: 'running' }))).toMatchObject({ kind: 'refused' });
    const other = aRollback();
    const approval = other.approval && { ...other.approval, digest: 'another' };
    expect(press('allowed', { ...other, ...(approval && { approval }) })).toMatchObject({ kind: 'refused' });
  });
});

describe('a planned rollback', () => {
  it('waits for its button through a freeze, a hold and a freeze window, and asks nobody for a nod', () => {
    const window = { from: now - 1, to: now + 1, reason: 'weekend', announceAheadMs: 0 };
    const freeze = { ...aFreeze(), scope: 'everything' };
    const badMark = { by: ana, at: now, why: 'Carts were empty' };
    const operation = planned({ freeze, hold: aHold(), window, badMark });
    expect(operation).toMatchObject({ state: 'awaiting_approval', approval: { rules: [] } });
    expect(operation.gates?.shut.map(({ gate }) => gate)).toEqual(['press']);
  });

  it('is stopped by somebody’s lock, and by a missing right', () => {
    const locked = planned({ lock: aLock({ by: bruno }) });
    expect(locked.ending).toMatchObject({ kind: 'refused', refusal: { code: 'lock_by_other' } });
    const refused = planned({ requester: { user: ana, permission: 'not_allowed' } });
    expect(refused.ending).toMatchObject({
      refusal: { code: 'right_missing', facts: { action: 'roll back', approvers: '<!subteam^S0ONCALL>' } },
    });
  });

  it('is over where everything is there already', () => {
    const { commit } = aRollbackPlan();
    const there = { kind: 'live', deployment: 'dpl_1', commit } as const;
    expect(commit.sha).toBe(liveSha);
    expect(planned({}, aRollbackPlan({ ways: { frontend: there, backend: there } })).state).toBe('unchanged');
  });
});
