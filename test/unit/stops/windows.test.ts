import { describe, expect, it } from 'vitest';
import type { FreezeWindow } from '../../../src/domain/freeze-window.ts';
import type { ToldWindow } from '../../../src/domain/stop.ts';
import { decideWindowTime, windowDeadline } from '../../../src/stops/windows.ts';
import { production } from '../../support/stop-builders.ts';

const at = (utc: string) => Date.parse(`${utc}Z`);
const hour = 3_600_000;

const weekend: FreezeWindow = {
  kind: 'weekly',
  days: ['fri'],
  from: '16:00',
  to: { day: 'mon', time: '09:00' },
  zone: 'Europe/Madrid',
  reason: 'weekend',
  announceAheadMs: hour,
};
const release: FreezeWindow = {
  ...weekend,
  kind: 'dated',
  from: '2026-06-08T09:30',
  to: '2026-06-08T12:00',
  reason: 'release of the year',
};

interface Told {
  readonly at: string;
  readonly kind: string;
  readonly reason: string;
}

/** What is told while time passes, and what is looked at when. */
function follow(windows: readonly FreezeWindow[], from: string, to: string): readonly Told[] {
  const told: Told[] = [];
  let state: ToldWindow | undefined;
  let looks = 0;
  for (let now = at(from); now < at(to);) {
    looks += 1;
    if (looks > 100) throw new Error('looks again and again');
    const change = decideWindowTime(state, { place: production, windows, now, channel: 'C0DEPLOYS' });
    if (!change) {
      const next = windowDeadline(windows, now);
      if (next === undefined) break;
      expect(next).toBeGreaterThan(now);
      now = next;
      continue;
    }
    state = change.stop;
    for (const { notice } of change.notices)
      if ('window' in notice)
        told.push({
          at: new Date(now).toISOString().slice(5, 16),
          kind: notice.kind,
          reason: notice.window.reason,
        });
  }
  return told;
}

describe('a freeze window', () => {
  it('is told ahead, when it begins, and when it is over, each once', () => {
    expect(follow([weekend], '2026-06-02T00:00', '2026-06-11T00:00')).toEqual([
      { at: '06-05T13:00', kind: 'window_ahead', reason: 'weekend' },
      { at: '06-05T14:00', kind: 'window_begun', reason: 'weekend' },
      { at: '06-08T07:00', kind: 'window_over', reason: 'weekend' },
    ]);
  });

  it('that follows soon is told ahead when the one before it is over', () => {
    expect(
      follow([weekend, release], '2026-06-06T00:00', '2026-06-11T00:00').map(({ kind, at: when }) => [
        when,
        kind,
      ]),
    ).toEqual([
      ['06-06T00:00', 'window_begun'],
      ['06-08T07:00', 'window_over'],
      ['06-08T07:00', 'window_ahead'],
      ['06-08T07:30', 'window_begun'],
      ['06-08T10:00', 'window_over'],
    ]);
  });

  it('that another one outlasts gives way to that', () => {
    const long: FreezeWindow = { ...release, from: '2026-06-07T12:00', to: '2026-06-09T00:00' };
    expect(
      follow([weekend, long], '2026-06-05T14:00', '2026-06-11T00:00').map(({ kind, reason }) => [
        kind,
        reason,
      ]),
    ).toEqual([
      ['window_begun', 'weekend'],
      ['window_over', 'weekend'],
      ['window_begun', 'release of the year'],
      ['window_over', 'release of the year'],
    ]);
  });

  it('is over when the configuration has it no more', () => {
    const told: ToldWindow = {
      from: at('2026-06-05T14:00'),
      to: at('2026-06-08T07:00'),
      reason: 'weekend',
      begun: true,
      notice: { key: 'notice/w', channel: 'C0DEPLOYS' },
    };
    const facts = { place: production, windows: [], now: at('2026-06-06T00:00'), channel: undefined };
    expect(decideWindowTime(told, facts)).toMatchObject({ stop: undefined, notices: [{ key: 'notice/w' }] });
    expect(windowDeadline([], facts.now)).toBeUndefined();
  });

  it('is audited although no channel is known to tell it in', () => {
    const facts = { place: production, windows: [weekend], now: at('2026-06-06T00:00'), channel: undefined };
    expect(decideWindowTime(undefined, facts)).toMatchObject({
      notices: [],
      events: [{ kind: 'window_begun' }],
      stop: { begun: true },
    });
  });
});
