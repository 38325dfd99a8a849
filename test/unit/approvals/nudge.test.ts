import { describe, expect, it } from 'vitest';
import { decideRequest } from '../../../src/approvals/decide.ts';
import { decideDeadline, nextDeadline } from '../../../src/approvals/expire.ts';
import type { Approval, Operation } from '../../../src/domain/operation.ts';
import {
  aNod,
  anApproval,
  anOperation,
  aPolicy,
  aRule,
  bruno,
  ana,
  now,
  releaseManagers,
} from '../../support/operation-builders.ts';

const minute = 60_000;
const waiting = (over: Partial<Approval>) =>
  anOperation({ approval: anApproval({ asked: { at: now }, ...over }) });
const expiresAt = now + 30 * minute;
const policy = aPolicy({}, 1);

function nudge(operation: Operation, at: number) {
  const request = { kind: 'nudge', by: bruno, delivery: 'd', team: 'T', channel: 'C', at } as const;
  return decideRequest(operation, request, {
    standing: 'not_an_approver',
    rules: [],
    approvers: '',
    policy,
    now: at,
  });
}

describe('a nudge', () => {
  it('calls those who are missing, never who asked or gave theirs', () => {
    const rules = [aRule({ required: 2, users: [ana, bruno] })];
    const decision = nudge(waiting({ rules, nods: [aNod(bruno)] }), now + 5 * minute);
    expect(decision.kind === 'changed' && decision.events).toEqual([
      { kind: 'nudged', at: now + 5 * minute, by: bruno, groups: [releaseManagers], users: [], missing: 1 },
    ]);
  });

  it('comes too soon after they were called: it says by whom, and when the next is possible', () => {
    const first = nudge(waiting({}), now + 5 * minute);
    const operation = first.kind === 'changed' ? { ...first.operation, version: 2 } : expect.unreachable();
    expect(nudge(operation, now + 10 * minute - 1)).toEqual({
      kind: 'refused',
      refusal: {
        code: 'nudged_lately',
        facts: { who: `<@${bruno}>`, at: now + 5 * minute, next: now + 10 * minute },
      },
    });
    expect(nudge(operation, now + 10 * minute).kind).toBe('changed');
    expect(nudge(waiting({}), now + 1)).toMatchObject({ refusal: { facts: { who: 'me', at: now } } });
  });

  it('comes too late for what is decided', () => {
    expect(nudge(anOperation({ state: 'queued' }), now + 10 * minute).kind).toBe('refused');
  });
});

describe('the reminder', () => {
  const half = now + 15 * minute;
  const reminded = waiting({ expiresAt, remindAt: half });

  it('comes at its time, once, and then only the expiry is left', () => {
    expect(nextDeadline(reminded)).toBe(half);
    expect(decideDeadline(reminded, { policy, now: half - 1 })).toBeUndefined();
    const change = decideDeadline(reminded, { policy, now: half });
    expect(change?.events).toEqual([
      { kind: 'reminded', at: half, groups: [releaseManagers], users: [], missing: 1 },
    ]);
    expect(change && nextDeadline(change.operation)).toBe(expiresAt);
    expect(change && decideDeadline(change.operation, { policy, now: expiresAt - 1 })).toBeUndefined();
  });

  it('waits after a nudge, so that nobody is called twice within the limit', () => {
    const nudged = waiting({ expiresAt, remindAt: half, asked: { at: half - minute, by: bruno } });
    expect(nextDeadline(nudged)).toBe(half + 4 * minute);
    expect(decideDeadline(nudged, { policy, now: half })).toBeUndefined();
  });

  it('gives way to the expiry', () => {
    const late = waiting({ expiresAt: half, remindAt: half });
    expect(nextDeadline(late)).toBe(half);
    expect(decideDeadline(late, { policy, now: half })?.operation.state).toBe('expired');
  });
});
