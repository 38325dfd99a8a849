import { describe, expect, it } from 'vitest';
import type { StopRequest, StopWish } from '../../../src/domain/stop-request.ts';
import type { SlackUserId } from '../../../src/domain/ids.ts';
import type { Lock } from '../../../src/domain/stop.ts';
import {
  decideLock,
  decideLockTime,
  decideTakeOver,
  decideUnlock,
  lockDeadline,
} from '../../../src/stops/locks.ts';
import { ana, bruno, now } from '../../support/operation-builders.ts';
import { aLock, production } from '../../support/stop-builders.ts';

const hour = 3_600_000;
const day = 24 * hour;
const facts = { place: production, now, newId: 'stop_00000002', nagEveryMs: day };

function asked<Wish extends StopWish>(by: SlackUserId, wish: Wish): Wish & Omit<StopRequest, keyof StopWish> {
  return { delivery: 'd1', by, team: 'T0MUNDO01', at: now, channel: 'C0DEPLOYS', ...wish };
}
const lock = (by: SlackUserId, over: { reason?: string; forMs?: number } = {}) =>
  asked(by, { kind: 'lock' as const, ...over });

function lockOf(decision: ReturnType<typeof decideLock>): Lock | undefined {
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return decision.stop;
}
const codeOf = (decision: ReturnType<typeof decideLock>) =>
  decision.kind === 'refused' ? decision.refusal.code : decision.kind;

describe('/lock', () => {
  it('locks what nobody has locked, until it is unlocked, and will ask whether it is still needed', () => {
    const made = lockOf(decideLock(undefined, lock(ana, { reason: 'release night' }), facts));
    expect(made).toMatchObject({ by: ana, at: now, reason: 'release night', nagAt: now + day });
    expect(made?.until).toBeUndefined();
  });

  it('ends by itself where an end was said, and asks nobody', () => {
    const made = lockOf(decideLock(undefined, lock(ana, { forMs: hour }), facts));
    expect(made).toMatchObject({ until: now + hour });
    expect(made?.nagAt).toBeUndefined();
  });

  it('is refused where somebody else has locked, with who and why', () => {
    const decision = decideLock(aLock(), lock(bruno), facts);
    expect(decision).toMatchObject({
      kind: 'refused',
      refusal: { code: 'already_locked', facts: { owner: `<@${ana}>`, reason: 'checkout is on fire' } },
    });
  });

  it('gives one’s own lock another reason and another end, under the same message', () => {
    const before = aLock({ nagAt: now + hour });
    const after = lockOf(decideLock(before, lock(ana, { reason: 'still', forMs: hour }), facts));
    expect(after).toMatchObject({ id: before.id, at: before.at, reason: 'still', until: now + hour });
    expect(after?.nagAt).toBeUndefined();
    expect(lockOf(decideLock(before, lock(ana), facts))).toEqual(before);
  });
});

describe('/unlock', () => {
  const unlock = (by: SlackUserId, stop?: string) =>
    asked(by, { kind: 'unlock' as const, ...(stop !== undefined && { stop }) });

  it('takes one’s own lock off, and has its message say so', () => {
    const decision = decideUnlock(aLock(), unlock(ana), facts);
    expect(decision).toMatchObject({ kind: 'changed', stop: undefined });
    expect(decision.kind === 'changed' && decision.notices).toMatchObject([
      { key: 'notice/stop_00000001', notice: { kind: 'unlocked', by: ana } },
    ]);
  });

  it.each([
    ['nobody has locked', undefined, unlock(ana), 'not_locked'],
    ['it is somebody else’s', aLock(), unlock(bruno), 'unlock_not_owner'],
    ['the button is on an older lock', aLock(), unlock(ana, 'stop_00000000'), 'lock_is_newer'],
  ])('is refused where %s', (_, found, request, code) => {
    expect(codeOf(decideUnlock(found, request, facts))).toBe(code);
  });
});

describe('taking over', () => {
  const takeOver = (by: SlackUserId, stop = 'stop_00000001') =>
    asked(by, { kind: 'take_over' as const, stop });

  it('keeps it locked under who asks, and tells the former owner directly', () => {
    const decision = decideTakeOver(aLock({ until: now + hour }), takeOver(bruno), facts);
    expect(lockOf(decision)).toMatchObject({
      id: 'stop_00000002',
      by: bruno,
      takenFrom: ana,
      until: now + hour,
      reason: 'checkout is on fire',
    });
    expect(decision.kind === 'changed' && decision.notices).toMatchObject([
      { key: 'notice/stop_00000001', channel: 'C0DEPLOYS', notice: { kind: 'locked' } },
      { channel: ana, notice: { kind: 'lock_taken' } },
    ]);
  });

  it('asks the new owner of a lock without an end whether it is still needed', () => {
    expect(lockOf(decideTakeOver(aLock({ nagAt: now + 5 }), takeOver(bruno), facts))?.nagAt).toBe(now + day);
  });

  it.each([
    ['it is unlocked meanwhile', undefined, takeOver(bruno), 'not_locked'],
    ['it is one’s own', aLock(), takeOver(ana), 'lock_is_yours'],
    ['another took it meanwhile', aLock(), takeOver(bruno, 'stop_00000000'), 'lock_is_newer'],
  ])('is refused where %s', (_, found, request, code) => {
    expect(codeOf(decideTakeOver(found, request, facts))).toBe(code);
  });
});

describe('time', () => {
  it('leaves a lock alone before it is due', () => {
    expect(decideLockTime(aLock({ until: now + 1 }), facts)).toBeUndefined();
    expect(decideLockTime(aLock({ nagAt: now + 1 }), facts)).toBeUndefined();
    expect(decideLockTime(aLock(), facts)).toBeUndefined();
  });

  it('ends a lock, and tells the channel with a message of its own', () => {
    const change = decideLockTime(aLock({ until: now }), facts);
    expect(change).toMatchObject({ stop: undefined, events: [{ kind: 'lock_expired' }] });
    expect(change?.notices).toMatchObject([
      { key: 'notice/stop_00000001', notice: { kind: 'lock_ended' } },
      { channel: 'C0DEPLOYS', notice: { kind: 'lock_expired' } },
    ]);
  });

  it('asks the owner, and asks again', () => {
    const change = decideLockTime(aLock({ nagAt: now }), facts);
    expect(change?.stop).toMatchObject({ id: 'stop_00000001', nagAt: now + day });
    expect(change?.notices).toMatchObject([{ channel: ana, notice: { kind: 'lock_nag' } }]);
    expect(lockDeadline(aLock({ nagAt: now + day }))).toBe(now + day);
  });
});
