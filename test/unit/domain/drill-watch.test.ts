import { describe, expect, it } from 'vitest';
import type { Drill, DrillPolicy } from '../../../src/domain/drill.ts';
import {
  beginDrill,
  decideDrillTime,
  drillStanding,
  type DrillWatch,
  moveDrill,
  warnOfDrill,
} from '../../../src/domain/drill-watch.ts';
import { aDrillPolicy } from '../../support/drill-builders.ts';
import { ana, now } from '../../support/operation-builders.ts';
import { production } from '../../support/stop-builders.ts';

const hour = 3_600_000;
const day = 24 * hour;

function began(watch: DrillWatch = { since: now }, channel: string | undefined = 'C0DEPLOYS') {
  const policy = aDrillPolicy();
  return beginDrill(watch, { id: 'drill_1', place: production, policy, now, channel, withBackup: false });
}

function drillOf(watch: DrillWatch): Drill {
  if (!watch.current) throw new Error('no drill runs');
  return watch.current;
}

const reach = { moment: now - day, short: false, from: now - 7 * day, newest: now };

/** How one ends whose data answered after `ms`. */
function ended(ms: number, learned: Partial<Drill> = {}) {
  const { watch } = began();
  const checked = moveDrill(
    watch,
    { ...drillOf(watch), reach, stage: 'checking' },
    {
      to: 'removing',
      now: now + ms,
      learned: { rtoMs: ms, ...learned },
    },
  );
  return moveDrill(checked.watch, drillOf(checked.watch), { to: 'over', now: now + ms + 1 });
}

describe('when a drill is due', () => {
  const due = (watch: DrillWatch, policy: Partial<DrillPolicy>) =>
    decideDrillTime(watch, aDrillPolicy(policy), now);

  it.each<[string, DrillWatch, Partial<DrillPolicy>, object]>([
    ['never, where neither is asked for', { since: 0 }, {}, { kind: 'rest' }],
    [
      'a while after the start',
      { since: now - day },
      { everyMs: 7 * day },
      { kind: 'rest', at: now + 6 * day },
    ],
    ['then by the clock', { since: now - 7 * day }, { everyMs: 7 * day }, { kind: 'begin' }],
    [
      'counted from the last one that the clock began, however it ended',
      { since: 0, begunAt: now - day },
      { everyMs: 7 * day },
      { kind: 'rest', at: now + 6 * day },
    ],
    ['told where none has worked', { since: now - 30 * day }, { overdueMs: 30 * day }, { kind: 'warn' }],
    [
      'told once in each such time',
      { since: now - 40 * day, warnedAt: now - 10 * day },
      { overdueMs: 30 * day },
      { kind: 'rest', at: now + 20 * day },
    ],
    [
      'not told for as long after one that worked',
      { since: 0, restoredAt: now - day, warnedAt: now - 10 * day },
      { overdueMs: 30 * day },
      { kind: 'rest', at: now + 29 * day },
    ],
  ])('is %s', (_, watch, policy, wanted) => {
    expect(due(watch, policy)).toEqual(wanted);
  });
});

describe('a drill', () => {
  it('is told in one message, from its beginning to its end', () => {
    const keys = [...began().notices, ...ended(hour).notices].map(({ key, notice }) => [key, notice.kind]);
    expect(keys).toEqual([
      ['notice/drill/drill_1', 'drilling'],
      ['notice/drill/drill_1', 'drilled'],
    ]);
    expect(began({ since: now }, undefined).notices).toHaveLength(1);
  });

  it.each<[string, number, Partial<Drill>, object]>([
    ['passes within its targets', hour, {}, { verdict: 'passed', rtoMs: hour, rpoMs: 0 }],
    ['misses them where it took too long', 3 * hour, {}, { verdict: 'missed', rtoMs: 3 * hour }],
    [
      'fails with what failed',
      hour,
      { failure: { code: 'drill_checks_failed', facts: { failed: 'tables' } } },
      { verdict: 'failed', failure: { code: 'drill_checks_failed' } },
    ],
  ])('%s', (_, ms, learned, wanted) => {
    const { watch, events } = ended(ms, learned);
    expect(watch.last).toMatchObject(wanted);
    expect(watch.current).toBeUndefined();
    expect(events).toMatchObject([{ kind: 'drill_over' }]);
    expect(watch.restoredAt === undefined).toBe('failure' in learned);
  });

  it('counts the time from when it was asked for, not from when a worker took it up', () => {
    const asked = { delivery: 'd', by: ana, team: 'T', at: now - hour, channel: 'C1' };
    const { watch } = beginDrill(
      { since: 0 },
      {
        id: 'drill_1',
        place: production,
        policy: aDrillPolicy(),
        withBackup: false,
        now,
        channel: 'C1',
        asked,
      },
    );
    expect(watch).toMatchObject({ current: { at: now - hour, by: ana } });
    expect(watch.begunAt).toBeUndefined();
  });
});

describe('what /status says of drills', () => {
  const policy = aDrillPolicy({ overdueMs: 30 * day });
  it('is nothing as long as all is well', () => {
    expect(drillStanding(undefined, policy, now)).toBeUndefined();
    expect(drillStanding({ since: now - day }, policy, now)).toBeUndefined();
    expect(drillStanding(ended(hour).watch, policy, now)).toBeUndefined();
  });

  it('is that one is overdue, and how the last one ended', () => {
    expect(drillStanding({ since: now - 30 * day }, policy, now)).toEqual({
      overdue: true,
      since: now - 30 * day,
    });
    expect(drillStanding(ended(3 * hour).watch, policy, now)).toMatchObject({
      overdue: false,
      last: { verdict: 'missed' },
    });
  });

  it('is told where the app is, and written down that it was', () => {
    const { watch, events, notices } = warnOfDrill({ since: 0 }, { place: production, now, channel: 'C1' });
    expect(watch.warnedAt).toBe(now);
    expect(events).toEqual([{ kind: 'drill_overdue', at: now }]);
    expect(notices).toMatchObject([{ channel: 'C1', notice: { kind: 'drill_overdue', since: 0 } }]);
  });
});
