import { describe, expect, it } from 'vitest';
import type { Drift } from '../../../src/domain/drift.ts';
import { decideDriftTelling, type ToldDrift } from '../../../src/domain/drift-watch.ts';
import { ana, liveSha, newSha, now } from '../../support/operation-builders.ts';
import { production } from '../../support/stop-builders.ts';

const released = { deployment: 'dpl_1', commit: newSha, subject: 'Fix cart totals', by: ana, at: now };
const mixed: Drift = { kind: 'mixed', frontend: liveSha, backend: newSha, asReleased: false };
const gone: Drift = { kind: 'gone', component: 'backend', released };

function replaced(deployment: string, over: object = {}): Drift {
  return {
    kind: 'replaced',
    component: 'frontend',
    live: { deployment, commit: liveSha },
    released,
    ...over,
  };
}

function tell(told: ToldDrift | undefined, drift: readonly Drift[], at = now, channel?: 'nowhere') {
  const where = channel === 'nowhere' ? undefined : 'C0DEPLOYS';
  return decideDriftTelling(told, {
    place: production,
    drift,
    subjects: {},
    now: at,
    channel: where,
    locks: false,
  });
}

function shortly({ events, notices }: ReturnType<typeof tell>): readonly string[] {
  const told = notices.map(({ key, notice }) => `${key.split('/').at(-1)} ${sayNotice(notice)}`);
  return [...events.map(({ kind }) => kind), ...told];
}

function sayNotice(notice: ReturnType<typeof tell>['notices'][number]['notice']): string {
  return 'how' in notice ? `${notice.kind} ${notice.how}` : notice.kind;
}

describe('what is told of drift', () => {
  const first = tell(undefined, [replaced('dpl_9'), mixed]).told;

  it('is that it was seen, once', () => {
    expect(shortly(tell(undefined, [replaced('dpl_9')]))).toEqual(['drift_seen', `${now} drifted`]);
    expect(shortly(tell(first, [replaced('dpl_9'), mixed], now + 1))).toEqual([]);
    expect(tell(first, [replaced('dpl_9'), mixed], now + 1).told).toEqual(first);
  });

  it('is not told again because somebody’s name or a time became known', () => {
    const known = replaced('dpl_9', { madeBy: 'elena', live: { deployment: 'dpl_9', since: now } });
    expect(shortly(tell(first, [known, mixed], now + 1))).toEqual([]);
  });

  it('is told anew where it has become another, and the first message ends', () => {
    const next = tell(first, [replaced('dpl_8'), mixed], now + 1);
    expect(shortly(next)).toEqual(['drift_seen', `${now} drift_over changed`, `${now + 1} drifted`]);
    expect(shortly(tell(first, [replaced('dpl_9'), gone], now + 1))[0]).toBe('drift_seen');
  });

  it('is that it is over, on the message that told it', () => {
    const over = tell(first, [], now + 1);
    expect(shortly(over)).toEqual(['drift_over', `${now} drift_over as_released`]);
    expect(over.told).toBeUndefined();
    expect(shortly(tell(first, [mixed], now + 1))[0]).toBe('drift_over');
  });

  it('is also that deploys go through again, where it kept them out', () => {
    const seen = { place: production, subjects: {}, now: now + 1, channel: 'C0DEPLOYS', locks: true };
    expect(shortly(decideDriftTelling(first, { ...seen, drift: [] }))).toEqual([
      'drift_over',
      `${now} drift_over as_released`,
      'opened drift_opened',
    ]);
    expect(shortly(decideDriftTelling(first, { ...seen, drift: [gone] }))).toEqual([
      'drift_seen',
      `${now} drift_over changed`,
      `${now + 1} drifted`,
    ]);
  });

  it('is nothing of commits that were released apart', () => {
    expect(shortly(tell(undefined, [{ ...mixed, asReleased: true }]))).toEqual([]);
    expect(shortly(tell(undefined, []))).toEqual([]);
  });

  it('is audited where no channel is known', () => {
    const unheard = tell(undefined, [gone], now, 'nowhere');
    expect(shortly(unheard)).toEqual(['drift_seen']);
    expect(shortly(tell(unheard.told, [], now + 1))).toEqual(['drift_over']);
  });
});
