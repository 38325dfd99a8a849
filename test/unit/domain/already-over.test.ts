import { expect, it } from 'vitest';
import { alreadyOver } from '../../../src/domain/already-over.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { refusalView } from '../../../src/slack/views/refusal.ts';
import { anApproved, bruno, now } from '../../support/operation-builders.ts';

const cases: readonly (readonly [Partial<Operation>, RegExp])[] = [
  [{ state: 'queued' }, /is already approved and waits its turn\. Approved by <@U0BRUNO1>, .*nothing left/],
  [{ state: 'running' }, /is already approved and running\. Approved by <@U0BRUNO1>/],
  [{ state: 'succeeded' }, /has already succeeded\. Approved by <@U0BRUNO1>/],
  [{ state: 'expired' }, /has already expired\. Ask again with `\/deploy`/],
  [
    { state: 'rejected', ending: { kind: 'rejected', by: bruno, reason: 'no' }, endedAt: now },
    /was already rejected\. Rejected by <@U0BRUNO1>, .* Ask again/,
  ],
  [{ state: 'superseded' }, /has already given way to a newer one\. Ask again/],
  [{ state: 'unchanged' }, /is over: that commit was live already\. There is nothing left/],
];

it.each(cases)('a click that comes too late for %o is told what became of it', (over, told) => {
  expect(refusalView(alreadyOver(anApproved(over))).text).toMatch(told);
});
