import type { OperationId } from '../../src/domain/ids.ts';
import type { Evidence, Summary, Watch, WatchEnd } from '../../src/domain/watch.ts';
import { newSha, now } from './operation-builders.ts';

/** For five minutes from now on. */
export function aWatch(over: Partial<Watch> = {}): Watch {
  return {
    operation: 'op_01hx2k3m4n5p6q7r' as OperationId,
    release: 'rel_01hx2k3m4n5p6q7r',
    commit: newSha,
    since: now,
    until: now + 300_000,
    changedAt: now - 180_000,
    nextAt: now,
    before: { checks: {} },
    seen: { looks: 0, checks: {}, streaks: {} },
    ...over,
  };
}

export function aSummary(over: Partial<Summary> = {}): Summary {
  return {
    looks: 20,
    asked: 40,
    well: 40,
    traffic: { kind: 'measured', requests: 1_000, errors: 2, p95Ms: 120 },
    before: { kind: 'measured', requests: 2_000, errors: 6, p95Ms: 130 },
    notCounted: [],
    requests: 50,
    ...over,
  };
}

export const errorsUp: Evidence = {
  signal: 'errors',
  looks: 3,
  since: now - 45_000,
  now: { requests: 120, errors: 46 },
  before: { requests: 800, errors: 2 },
};

export function aWorseEnd(over: Partial<WatchEnd & { kind: 'worse' }> = {}): WatchEnd & { kind: 'worse' } {
  return {
    kind: 'worse',
    at: now,
    evidence: [errorsUp],
    consequence: { kind: 'button' },
    ...aSummary(),
    ...over,
  };
}
