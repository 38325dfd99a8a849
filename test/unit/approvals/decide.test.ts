import { describe, expect, it } from 'vitest';
import { decideRequest } from '../../../src/approvals/decide.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { ana, anApproved, anOperation, aPlan, bruno, now } from '../../support/operation-builders.ts';

const aftermath = { undone: [], notUndone: [], live: {} };
const { digest } = aPlan();
const clicked = { delivery: 'd1', by: ana, team: 'T0MUNDO01', channel: 'C0DEPLOYS', at: now };

/** What a click on Approve is told. */
function refusalFor(operation: Operation) {
  const facts = { standing: 'approver', approvers: '<!subteam^S0RELEASE>', now } as const;
  const decision = decideRequest(operation, { kind: 'approve', digest, ...clicked }, facts);
  return decision.kind === 'refused' ? decision.refusal : expect.unreachable();
}

describe('a click that comes too late', () => {
  it.each<[string, Operation, object]>([
    ['who approved it', anApproved({ state: 'running' }), { how: 'Approved', approvers: `<@${bruno}>` }],
    [
      'who rejected it',
      anOperation({
        state: 'rejected',
        endedAt: now,
        ending: { kind: 'rejected', by: bruno, reason: 'Not on a Friday' },
      }),
      { how: 'Rejected', approvers: `<@${bruno}>`, at: now },
    ],
    [
      'who cancelled it',
      anApproved({ state: 'cancelled', endedAt: now, ending: { kind: 'cancelled', by: ana, aftermath } }),
      { how: 'Cancelled', approvers: `<@${ana}>`, at: now },
    ],
  ])('is told %s, and when', (_, operation, facts) => {
    expect(refusalFor(operation)).toMatchObject({
      code: 'already_decided',
      facts: { state: operation.state, ...facts },
    });
  });

  it('is told nobody’s name where nobody decided', () => {
    const expired = anOperation({ state: 'expired', endedAt: now, ending: { kind: 'expired' } });
    expect(refusalFor(expired).facts).toEqual({ state: 'expired' });
  });
});
