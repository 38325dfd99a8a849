import { describe, expect, it } from 'vitest';
import { decideRequest } from '../../../src/approvals/decide.ts';
import type { RequestFacts } from '../../../src/approvals/decision.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { ana, anOperation, aPolicy, bruno, now } from '../../support/operation-builders.ts';

const watched: Partial<Operation> = { state: 'succeeded', watched: { forMs: 1_000, until: now + 1_000 } };

function press(by: typeof ana, mayPress: RequestFacts['mayPress'], operation: Partial<Operation> = watched) {
  const facts = { standing: 'not_an_approver', rules: [], approvers: '', policy: aPolicy(), now } as const;
  const asked = { kind: 'stop_watching', by, delivery: 'd', team: 'T', channel: 'C', at: now } as const;
  return decideRequest(anOperation(operation), asked, { ...facts, mayPress });
}

describe('Stop watching', () => {
  it.each([
    ['whoever asked for the deploy, although they may not roll back', ana, 'not_allowed'],
    ['whoever asked for it, although Slack does not answer', ana, 'unreachable'],
    ['whoever may roll back', bruno, 'allowed'],
  ] as const)('is for %s', (_who, by, mayPress) => {
    const end = { kind: 'stopped', at: now, by };
    expect(press(by, mayPress)).toMatchObject({
      kind: 'changed',
      operation: { state: 'succeeded', watched: { end } },
      events: [{ kind: 'watch_ended', end }],
    });
  });

  it.each([
    ['who may not', 'not_allowed', 'stop_watching_not_allowed'],
    ['whose right is not known', 'unreachable', 'person_unreachable'],
    ['who is no member', 'outsider', 'other_workspace'],
  ] as const)('is refused to somebody else %s', (_who, mayPress, code) => {
    expect(press(bruno, mayPress)).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  it.each<[string, Partial<Operation>]>([
    ['was never watched', { state: 'succeeded' }],
    [
      'is watched no more',
      { ...watched, watched: { forMs: 1, until: now, end: { kind: 'overtaken', at: now } } },
    ],
  ])('is too late where it %s', (_what, operation) => {
    expect(press(ana, 'allowed', operation)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'watch_over' },
    });
  });
});
