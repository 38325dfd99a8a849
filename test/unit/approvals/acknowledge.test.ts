import { describe, expect, it } from 'vitest';
import { decideAcknowledge, decideReminder, nextReminder } from '../../../src/approvals/acknowledge.ts';
import { ana, anOperation, aPolicy, bruno, now } from '../../support/operation-builders.ts';

const hour = 3_600_000;
const policy = aPolicy({ emergency: { skips: [], remindEveryMs: hour } });
const request = { ...anOperation().request, emergency: 'Checkout is down' };
const ran = anOperation({ request, state: 'succeeded', startedAt: now - 2 * hour, endedAt: now - hour });
const facts = { standing: 'approver', approvers: '<@U0BRUNO1>', now } as const;

function codeOf(...asked: Parameters<typeof decideAcknowledge>): string {
  const decision = decideAcknowledge(...asked);
  return decision.kind === 'refused' ? decision.refusal.code : decision.kind;
}

describe('the acknowledgement of an emergency', () => {
  it('is given once, by an approver who is not its requester', () => {
    expect(codeOf(ran, bruno, facts)).toBe('changed');
    expect(codeOf(ran, ana, facts)).toBe('acknowledger_is_requester');
    expect(codeOf({ ...ran, acknowledged: { by: bruno, at: now } }, bruno, facts)).toBe(
      'already_acknowledged',
    );
  });

  it('is nobody’s whose standing is not known to be an approver’s', () => {
    expect(codeOf(ran, bruno, { ...facts, standing: 'not_an_approver' })).toBe('acknowledger_not_allowed');
    expect(codeOf(ran, bruno, { ...facts, standing: 'unreachable' })).toBe('approvers_unreachable');
  });

  it('is not asked for before it has run, nor of a deploy that was no emergency', () => {
    const { startedAt: _, ...neverRan } = ran;
    expect(codeOf({ ...neverRan, state: 'refused' }, bruno, facts)).toBe('already_over');
    expect(nextReminder({ ...ran, state: 'running' }, policy)).toBeUndefined();
    expect(nextReminder({ ...ran, request: anOperation().request }, policy)).toBeUndefined();
  });

  it('is asked for again every so often until it is given, counted from the last time', () => {
    expect(nextReminder(ran, policy)).toBe(now);
    const reminded = decideReminder(ran, { policy, now: now + 5 })?.operation ?? expect.unreachable();
    expect(nextReminder(reminded, policy)).toBe(now + 5 + hour);
    expect(decideReminder(reminded, { policy, now: now + hour })).toBeUndefined();
    expect(nextReminder({ ...reminded, acknowledged: { by: bruno, at: now } }, policy)).toBeUndefined();
  });
});
