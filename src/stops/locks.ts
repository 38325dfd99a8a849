import { driftFacts } from '../domain/drift-stop.ts';
import type { ToldDrift } from '../domain/drift-watch.ts';
import type { StopRequest } from '../domain/stop-request.ts';
import { isExpired, type Lock, lockFacts, type StopPlace } from '../domain/stop.ts';
import { refuse, type StopChange, type StopDecision } from './decision.ts';

export interface LockFacts {
  readonly place: StopPlace;
  readonly now: number;
  /** For a lock that is somebody's from now on. */
  readonly newId: string;
  /** How often the owner of a lock without an end is asked whether it is still needed, ms. */
  readonly nagEveryMs: number;
  /** What stops deploys although nobody has locked it. */
  readonly drift?: ToldDrift | undefined;
}

type Asked<Kind extends StopRequest['kind']> = StopRequest & { kind: Kind };

export function decideLock(
  lock: Lock | undefined,
  request: Asked<'lock'>,
  facts: LockFacts,
): StopDecision<Lock> {
  if (lock !== undefined && lock.by !== request.by)
    return refuse('already_locked', lockFacts(facts.place, lock));
  return lock === undefined ? setUp(request, facts) : renew(lock, request, facts);
}

function setUp({ by, channel, reason, forMs }: Asked<'lock'>, facts: LockFacts): StopChange<Lock> {
  const { now, newId } = facts;
  const lock: Lock = {
    id: newId,
    by,
    at: now,
    notice: { key: `notice/${newId}`, channel },
    ...(reason !== undefined && { reason }),
    ...endOf(forMs, facts),
  };
  return shown(lock, facts, 'locked');
}

/** Its owner says it again: with another reason, or another end. */
function renew(lock: Lock, { reason, forMs }: Asked<'lock'>, facts: LockFacts): StopChange<Lock> {
  const { nagAt, ...before } = lock;
  const end = forMs === undefined ? { ...(nagAt !== undefined && { nagAt }) } : endOf(forMs, facts);
  const next = { ...before, ...(reason !== undefined && { reason }), ...end };
  return shown(next, facts, 'lock_changed');
}

export function decideUnlock(
  lock: Lock | undefined,
  { by, stop }: Asked<'unlock'>,
  { place, now, drift }: LockFacts,
): StopDecision<Lock> {
  if (lock === undefined)
    return drift
      ? refuse('locked_by_drift', driftFacts(place, drift))
      : refuse('not_locked', { environment: place.environment });
  if (lock.by !== by) return refuse('unlock_not_owner', lockFacts(place, lock));
  if (stop !== undefined && stop !== lock.id) return refuse('lock_is_newer', lockFacts(place, lock));
  return {
    kind: 'changed',
    stop: undefined,
    events: [{ kind: 'unlocked', at: now, by, lock }],
    notices: [{ ...lock.notice, notice: { kind: 'unlocked', place, lock, by, at: now } }],
  };
}

/** It stays locked, under who asks. */
export function decideTakeOver(
  lock: Lock | undefined,
  { by, stop }: Asked<'take_over'>,
  facts: LockFacts,
): StopDecision<Lock> {
  const { place, now, newId, nagEveryMs } = facts;
  if (lock === undefined) return refuse('not_locked', { environment: place.environment });
  if (lock.by === by) return refuse('lock_is_yours', lockFacts(place, lock));
  if (stop !== lock.id) return refuse('lock_is_newer', lockFacts(place, lock));
  const next: Lock = {
    ...lock,
    id: newId,
    by,
    at: now,
    takenFrom: lock.by,
    ...(lock.until === undefined && { nagAt: now + nagEveryMs }),
  };
  return {
    kind: 'changed',
    stop: next,
    events: [{ kind: 'lock_taken_over', at: now, by, from: lock.by, lock: next }],
    notices: [
      { ...next.notice, notice: { kind: 'locked', place, lock: next } },
      {
        key: `notice/${newId}/taken`,
        channel: lock.by,
        notice: { kind: 'lock_taken', place, lock: next, from: lock },
      },
    ],
  };
}

/** When a lock must be looked at again although nobody does anything. */
export function lockDeadline({ until, nagAt }: Lock): number | undefined {
  return until ?? nagAt;
}

/** Ends it, or asks its owner whether it is still needed. */
export function decideLockTime(
  lock: Lock,
  { place, now, nagEveryMs }: Omit<LockFacts, 'newId'>,
): StopChange<Lock> | undefined {
  const deadline = lockDeadline(lock);
  if (deadline === undefined || deadline > now) return undefined;
  if (!isExpired(lock, now)) {
    return {
      kind: 'changed',
      stop: { ...lock, nagAt: now + nagEveryMs },
      events: [{ kind: 'lock_nagged', at: now, lock }],
      notices: [
        {
          key: `notice/${lock.id}/nag/${now}`,
          channel: lock.by,
          notice: { kind: 'lock_nag', place, lock, at: now },
        },
      ],
    };
  }
  const { key, channel } = lock.notice;
  return {
    kind: 'changed',
    stop: undefined,
    events: [{ kind: 'lock_expired', at: now, lock }],
    notices: [
      { key, channel, notice: { kind: 'lock_ended', place, lock, at: now } },
      { key: `${key}/expired`, channel, notice: { kind: 'lock_expired', place, lock, at: now } },
    ],
  };
}

function endOf(forMs: number | undefined, { now, nagEveryMs }: LockFacts): Pick<Lock, 'until' | 'nagAt'> {
  return forMs === undefined ? { nagAt: now + nagEveryMs } : { until: now + forMs };
}

function shown(lock: Lock, { place, now }: LockFacts, kind: 'locked' | 'lock_changed'): StopChange<Lock> {
  return {
    kind: 'changed',
    stop: lock,
    events: [{ kind, at: now, by: lock.by, lock }],
    notices: [{ ...lock.notice, notice: { kind: 'locked', place, lock } }],
  };
}
