import { describe, expect, it } from 'vitest';
import { afterLook, decideWatch, summaryOf } from '../../../src/domain/judge-watch.ts';
import type { Before, CheckSeen, TrafficReading, Watch, WatchLook } from '../../../src/domain/watch.ts';
import type { WatchPolicy } from '../../../src/domain/watch-policy.ts';
import { aWatchPolicy } from '../../support/operation-builders.ts';
import { aWatch } from '../../support/watch-builders.ts';

const well: CheckSeen = { kind: 'well' };
const red: CheckSeen = { kind: 'red', answer: 'https://api.example/health answered 503' };
const other: CheckSeen = { kind: 'other', answer: 'https://api.example/health answered 9f8e7d6' };
const silent: TrafficReading = { kind: 'silent', why: 'Railway did not answer' };
const noRequests: TrafficReading = { kind: 'no_requests' };
const traffic = (requests: number, errors: number, p95Ms = 100): TrafficReading => ({
  kind: 'measured',
  requests,
  errors,
  p95Ms,
});

const policy = aWatchPolicy({ forMs: 300_000, looks: 3 });
const quiet = { checks: { frontend: well, backend: well }, traffic: traffic(1_000, 2) };

type Look = Omit<WatchLook, 'at'>;

/** A look every 15 s, and what is decided after the last one. */
function watched(looks: readonly Look[], before: Before = quiet, rules: WatchPolicy = policy) {
  let watch = aWatch({ before });
  let at = watch.since;
  for (const look of looks) {
    watch = afterLook(watch, { at, ...look }, rules);
    at += 15_000;
  }
  return { watch, verdict: decideWatch(watch, rules, at - 15_000) };
}
const checks = (backend: CheckSeen, frontend: CheckSeen = well): Look => ({
  checks: { frontend, backend },
});
/** Three looks that each found more requests. */
const growing = (share: number, p95Ms = 100): readonly Look[] =>
  [100, 200, 300].map((requests) => ({
    ...checks(well),
    traffic: traffic(requests, requests * share, p95Ms),
  }));
const minutesOf = (look: Look, looks = 20): readonly Look[] => Array.from({ length: looks }, () => look);
/** At the deadline, after these looks. */
function atTheEnd(looks: readonly Look[], before: Before = quiet) {
  const { watch } = watched(looks, before);
  return { watch, verdict: decideWatch(watch, policy, watch.until) };
}

describe('worse than before', () => {
  it.each([
    ['a health check that is red three looks in a row', [checks(red), checks(red), checks(red)]],
    ['a public address that is', minutesOf(checks(well, red), 3)],
    ['more errors than before', growing(0.2)],
    ['exactly so many percentage points more as the policy says', growing(0.052)],
    ['requests that take twice as long', growing(0, 1_000)],
    ['a check that is red although a platform is silent', minutesOf({ ...checks(red), traffic: silent }, 3)],
  ])('is %s', (_what, looks) => {
    expect(watched(looks).verdict.kind).toBe('worse');
  });

  it('is told with the figures of now and before, and since when', () => {
    const { watch, verdict } = watched(growing(0.2));
    expect(verdict).toEqual({
      kind: 'worse',
      evidence: [
        {
          signal: 'errors',
          looks: 3,
          since: watch.since,
          now: { requests: 300, errors: 60, p95Ms: 100 },
          before: { requests: 1_000, errors: 2, p95Ms: 100 },
        },
      ],
    });
  });

  it('is what has errors where nobody called it before', () => {
    expect(watched(growing(0.2), { ...quiet, traffic: noRequests }).verdict.kind).toBe('worse');
  });
});

describe('not worse than before', () => {
  it.each<[string, readonly Look[], Before?]>([
    ['two red looks of three', [checks(red), checks(red)]],
    ['three red looks that are not in a row', [checks(red), checks(well), checks(red), checks(red)]],
    ['a check that was red before', minutesOf(checks(red), 5), { ...quiet, checks: { backend: red } }],
    ['errors that were there before', growing(0.3), { ...quiet, traffic: traffic(1_000, 300) }],
    [
      'errors above the limit before, whatever they are now',
      growing(0.9),
      { ...quiet, traffic: traffic(100, 5) },
    ],
    ['fewer percentage points more than the policy says', growing(0.05)],
    ['requests that are slow as they were', growing(0, 1_000), { ...quiet, traffic: traffic(1_000, 0, 900) }],
    ['requests that take longer, below the floor', growing(0, 400)],
    [
      'requests that were too few before to know how long they take',
      growing(0, 1_000),
      { ...quiet, traffic: traffic(49, 0) },
    ],
    [
      'errors of too few requests',
      [10, 20, 49].map((requests) => ({ ...checks(well), traffic: traffic(requests, requests) })),
    ],
    [
      'the same figures once more, for platforms count late',
      minutesOf({ ...checks(well), traffic: traffic(100, 50) }, 9),
    ],
    [
      'errors that cannot be compared, for the platform is silent',
      growing(0.2),
      { ...quiet, traffic: silent },
    ],
    ['another commit that answers', minutesOf(checks(other), 5)],
    ['a platform that does not answer', minutesOf({ ...checks(well), traffic: silent }, 5)],
  ])('are %s', (_what, looks, before = quiet) => {
    expect(watched(looks, before).verdict).toEqual({ kind: 'goes_on' });
  });

  it('is another signal than the one that was red before: each counts by itself', () => {
    const before = { ...quiet, checks: { frontend: red } };
    expect(watched(minutesOf(checks(red, red), 3), before).verdict).toMatchObject({
      kind: 'worse',
      evidence: [{ signal: 'backend' }],
    });
  });
});

describe('the end of the time', () => {
  const fine = { ...checks(well), traffic: traffic(400, 1) };

  it('is well where everything was', () => {
    const { watch, verdict } = atTheEnd(minutesOf(fine));
    expect(verdict).toEqual({ kind: 'well' });
    expect(summaryOf(watch, policy)).toEqual({
      looks: 20,
      asked: 40,
      well: 40,
      traffic: traffic(400, 1),
      before: quiet.traffic,
      notCounted: [],
      requests: 50,
    });
  });

  it('is well where nobody called it: the checks were, and nothing is claimed of requests', () => {
    expect(atTheEnd(minutesOf({ ...checks(well), traffic: noRequests })).verdict).toEqual({ kind: 'well' });
  });

  it('says of what was red before that it did not count', () => {
    const before = { checks: { backend: red }, traffic: traffic(100, 50) };
    const { watch } = atTheEnd(minutesOf(checks(red)), before);
    expect(summaryOf(watch, policy).notCounted).toEqual(['backend', 'errors']);
  });

  it.each<[string, readonly Look[], object, Before?]>([
    ['the platform never said', minutesOf({ ...checks(well), traffic: silent }), { kind: 'silent' }],
    [
      'the platform never said how it was before',
      minutesOf(fine),
      { kind: 'silent' },
      { ...quiet, traffic: silent },
    ],
    ['most looks could not be taken', minutesOf(fine, 9), { kind: 'interrupted', expected: 20 }],
  ])('is not well where %s', (_what, looks, why, before = quiet) => {
    expect(atTheEnd(looks, before).verdict).toMatchObject({ kind: 'unclear', why });
  });

  it('keeps what a platform told before it fell silent', () => {
    const looks = [...minutesOf(fine, 15), ...minutesOf({ ...checks(well), traffic: silent }, 5)];
    expect(atTheEnd(looks).verdict).toEqual({ kind: 'well' });
  });

  it('is put off where something is red, until that is sure, and not further', () => {
    const { watch } = watched([...minutesOf(fine, 19), checks(red)]);
    expect(decideWatch(watch, policy, watch.until)).toEqual({ kind: 'goes_on' });
    expect(decideWatch(watch, policy, watch.until + 3 * 15_000)).toEqual({
      kind: 'unclear',
      why: { kind: 'red_at_last', signals: ['backend'] },
    });
  });
});

it('counts the looks that a policy asks for, and no more than the newest state of them', () => {
  const looks = Array.from({ length: 5_000 }, () => checks(well));
  const { watch } = watched(looks);
  expect(watch.seen.checks.backend).toEqual({ asked: 5_000, well: 5_000 });
  expect(JSON.stringify(watch satisfies Watch).length).toBeLessThan(1_000);
});
