import { describe, expect, it } from 'vitest';
import { findSource, type SourceFacts } from '../../../src/domain/restore-source.ts';
import type { RestoreWish } from '../../../src/domain/restore-wish.ts';
import { aRelease, liveSha, newSha, now } from '../../support/operation-builders.ts';

const minute = 60_000;
const hour = 60 * minute;
const point = { branch: 'br-1', name: 'cabeceo/op_1', createdAt: now - 2 * hour, expiresAt: now + hour };
const older = aRelease({
  id: 'rel_00000001',
  commit: liveSha,
  startedAt: now - 5 * hour,
  liveAt: now - 5 * hour,
});
const newer = aRelease({ id: 'rel_00000002', startedAt: now - 2 * hour, database: { restorePoint: point } });

const find = (wish: RestoreWish, over: Partial<SourceFacts> = {}) =>
  findSource(wish, {
    environment: 'production',
    now,
    zone: 'UTC',
    history: { from: now - 3 * hour },
    releases: [newer, older],
    branch: undefined,
    point: undefined,
    ...over,
  });
const moment = (at: number) => ({ kind: 'found', source: { kind: 'moment', at } });
const refused = (code: string) => ({ kind: 'refused', refusal: { code } });

describe('the data that is meant', () => {
  it.each<[string, RestoreWish, Partial<SourceFacts>, object]>([
    ['a moment', { kind: 'moment', at: now - hour }, {}, moment(now - hour)],
    ['the first that is kept', { kind: 'moment', at: now - 3 * hour }, {}, moment(now - 3 * hour)],
    ['one before it', { kind: 'moment', at: now - 3 * hour - 1 }, {}, refused('moment_before_history')],
    ['one to come', { kind: 'moment', at: now + 1 }, {}, refused('moment_in_future')],
    ['a time of today', { kind: 'clock', local: '14:05' }, {}, moment(now - 25 * minute)],
    [
      'a time on the clock of whoever asks',
      { kind: 'clock', local: '15:05' },
      { zone: 'Europe/Madrid' },
      moment(now - 25 * minute),
    ],
    ['a time of yesterday', { kind: 'clock', local: '14:31' }, {}, refused('moment_before_history')],
    [
      'a time of yesterday that is kept',
      { kind: 'clock', local: '14:31' },
      { history: { from: 0 } },
      moment(now + minute - 24 * hour),
    ],
    ['right before the last release', { kind: 'release', release: 'last' }, {}, moment(point.createdAt)],
    ['right before a commit', { kind: 'release', release: newSha.slice(0, 7) }, {}, moment(point.createdAt)],
    [
      'before a release without a restore point',
      { kind: 'release', release: liveSha.slice(0, 7) },
      { history: { from: 0 } },
      moment(older.startedAt),
    ],
    [
      'before a release that Neon keeps in its restore point alone',
      { kind: 'release', release: 'last' },
      { history: { from: now - hour }, point },
      { kind: 'found', source: { kind: 'branch', branch: 'br-1', at: point.createdAt } },
    ],
    [
      'before one that it does not keep at all',
      { kind: 'release', release: 'last' },
      { history: { from: now - hour } },
      refused('restore_release_too_old'),
    ],
    [
      'a commit that was never released',
      { kind: 'release', release: '0123456' },
      {},
      refused('restore_release_unknown'),
    ],
    ['before what a rollback left', { kind: 'after', release: 'rel_00000001' }, {}, moment(point.createdAt)],
    [
      'before what came after the newest',
      { kind: 'after', release: 'rel_00000002' },
      {},
      refused('restore_release_unknown'),
    ],
    [
      'a branch',
      { kind: 'branch', name: 'kept' },
      { branch: { branch: 'br-2', name: 'kept', createdAt: now - hour } },
      { kind: 'found', source: { kind: 'branch', branch: 'br-2', at: now - hour } },
    ],
    ['a branch that is not there', { kind: 'branch', name: 'kept' }, {}, refused('restore_branch_unknown')],
  ])('%s', (_, wish, over, found) => expect(find(wish, over)).toMatchObject(found));

  it('after a rollback is that before the oldest release that it left, not before its own', () => {
    const back = aRelease({ id: 'rel_00000004', backTo: 'rel_00000001', startedAt: now });
    const between = aRelease({ id: 'rel_00000003', startedAt: now - hour });
    const releases = [back, between, newer, older];
    expect(find({ kind: 'after', release: 'rel_00000001' }, { releases })).toMatchObject(
      moment(point.createdAt),
    );
  });

  it('from before a restore is in the branch that it kept, which is said', () => {
    const history = { from: now - hour, resetAt: now - hour };
    expect(find({ kind: 'moment', at: 0 }, { history })).toMatchObject({
      refusal: { facts: { kept: 'before-restore-…' } },
    });
  });

  it('that is too old names the earliest in a form that can be typed', () => {
    const from = Date.UTC(2026, 10, 14, 13, 0, 0, 250);
    const found = find({ kind: 'moment', at: 0 }, { history: { from } });
    expect(found).toMatchObject({ refusal: { facts: { earliest: '2026-11-14T13:00:01Z' } } });
  });

  it('at an hour that a clock skips is one that it shows', () => {
    const spring = { now: Date.UTC(2026, 2, 29, 12), zone: 'Europe/Madrid', history: { from: 0 } };
    const wish = { kind: 'clock', local: '2026-03-29T02:30' } as const;
    expect(find(wish, spring)).toMatchObject(moment(Date.UTC(2026, 2, 29, 1, 30)));
  });
});
