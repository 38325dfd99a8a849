import { describe, expect, it } from 'vitest';
import { decidePlan } from '../../../src/approvals/plan.ts';
import { decideStart } from '../../../src/approvals/start.ts';
import type { OutsideFacts } from '../../../src/domain/gates/gate.ts';
import type { OperationId } from '../../../src/domain/ids.ts';
import { takesThePlaceOf } from '../../../src/domain/under-way.ts';
import {
  ana,
  anEnvironment,
  aPolicy,
  aRollback,
  aRollbackPlan,
  now,
  outsideFacts,
} from '../../support/operation-builders.ts';
import { aLock } from '../../support/stop-builders.ts';

const automatic = { release: 'rel_00000002', deploy: 'op_00000002' as OperationId, evidence: [] };
/** Nobody is asked whether they may: that they may not must not matter. */
const outside = (over: Partial<OutsideFacts> = {}) =>
  outsideFacts({ automatic, requester: { user: ana, permission: 'not_allowed' }, ...over });
const { approval: _approval, ...planning } = aRollback({ state: 'planning' });
const rollback = { ...planning, request: { ...planning.request, automatic } };
const environment = { ...anEnvironment, aliases: [], policy: aPolicy() };

function plan(over: Partial<OutsideFacts> = {}, leaves = aRollbackPlan().leaves) {
  const facts = { environment, others: [], outside: outside(over) };
  return decidePlan(rollback, aRollbackPlan({ leaves }), facts).operation;
}

describe('a rollback that nobody asked for', () => {
  it('is queued as soon as it is planned: nobody’s right and no press is asked for', () => {
    expect(plan()).toMatchObject({ state: 'queued' });
    expect(plan().approval).toBeUndefined();
  });

  it('is refused where something else was released since: that is not what got worse', () => {
    expect(plan({}, { ...aRollbackPlan().leaves, release: 'rel_00000009' })).toMatchObject({
      state: 'refused',
      ending: { refusal: { code: 'released_since' } },
    });
  });

  it('is stopped by any lock, also by the own one of whoever asked for the deploy', () => {
    expect(plan({ lock: aLock({ by: ana }) })).toMatchObject({
      state: 'refused',
      ending: { refusal: { code: 'lock_by_other' } },
    });
  });

  it('runs as planned or not at all', () => {
    const queued = { ...rollback, plan: aRollbackPlan(), state: 'queued' as const };
    const start = (digest: string) =>
      decideStart(queued, { plan: aRollbackPlan({ digest }), outside: outside() }, aPolicy()).operation;
    expect(start(aRollbackPlan().digest).state).toBe('running');
    expect(start('e'.repeat(64))).toMatchObject({
      state: 'refused',
      ending: { refusal: { code: 'plan_outdated' } },
    });
  });

  it('takes the place of no other, and gives way to none: nobody has changed their mind', () => {
    const theirs = aRollback({ id: 'op_01hx2k3m4n5p6q9z' as OperationId, createdAt: now });
    const ours = { ...rollback, createdAt: now - 1_000 };
    expect(takesThePlaceOf(theirs, aRollback({ createdAt: now - 1_000 }), ['frontend', 'backend'])).toBe(
      true,
    );
    expect(takesThePlaceOf(theirs, { ...ours, state: 'queued' }, ['frontend', 'backend'])).toBe(false);
    expect(takesThePlaceOf({ ...ours, createdAt: now + 1 }, theirs, ['frontend', 'backend'])).toBe(false);
  });
});
