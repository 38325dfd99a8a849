import { describe, expect, it } from 'vitest';
import { decidePlan } from '../../../src/approvals/plan.ts';
import type { Environment } from '../../../src/domain/environment.ts';
import type { CommitSha, OperationId } from '../../../src/domain/ids.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import {
  anEnvironment,
  anOperation,
  aPlan,
  liveSha,
  newSha,
  outsideFacts,
} from '../../support/operation-builders.ts';

const environment: Environment = {
  ...anEnvironment,
  frontend: { ...anEnvironment.frontend },
  aliases: [],
  branch: 'main',
};

const outside = outsideFacts();
const { plan: _plan, approval: _approval, ...bare } = anOperation({ state: 'planning' });
const planned = (over: Partial<Operation>) =>
  decidePlan(bare, aPlan(), { environment, others: [another(over)], outside });

function another(over: Partial<Operation>): Operation {
  return anOperation({ id: 'op_another00' as OperationId, ...over });
}

describe('a plan that the gates refuse', () => {
  const red = aPlan({ checks: [{ name: 'e2e-tests', state: 'failure' }] });
  const refusalOf = (green?: CommitSha) => {
    const { operation } = decidePlan(bare, red, {
      environment,
      others: [],
      outside,
      ...(green && { green }),
    });
    return operation.ending?.kind === 'refused' ? operation.ending.refusal : expect.unreachable();
  };

  it('ends with the reason of the gate', () => {
    expect(refusalOf()).toEqual({
      code: 'check_failed',
      facts: { check: 'e2e-tests', commit: newSha.slice(0, 7) },
    });
  });

  it('names the commit to ask for instead, when there is one', () => {
    expect(refusalOf(liveSha).facts).toMatchObject({ branch: 'main', green: liveSha.slice(0, 7) });
  });
});

describe('a plan for what another operation does already', () => {
  it.each(['awaiting_approval', 'queued', 'running'] as const)('is refused while that one is %s', (state) => {
    expect(planned({ state })).toMatchObject({
      operation: {
        state: 'refused',
        ending: { refusal: { code: 'already_under_way', facts: { operation: 'op_another00' } } },
      },
    });
  });

  it.each<[string, Partial<Operation>]>([
    ['has ended', { state: 'cancelled' }],
    ['ships another commit', { plan: aPlan({ commit: { ...aPlan().commit, sha: liveSha } }) }],
    ['ships other components', { plan: aPlan({ components: aPlan().components.slice(1) }) }],
    ['waits for a nod that no longer fits what is live', { plan: aPlan({ digest: 'e'.repeat(64) }) }],
  ])('goes on when that one %s', (_, over) => {
    expect(planned(over).operation.state).toBe('awaiting_approval');
  });

  it('is not refused because of itself', () => {
    const decision = decidePlan(bare, aPlan(), { environment, others: [anOperation()], outside });
    expect(decision.operation.state).toBe('awaiting_approval');
  });
});
