import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../src/commands/parse-moment.ts';

const now = Date.UTC(2026, 10, 14, 14, 30);
const minute = 60_000;
const parse = (text: string) => parseMoment(text.split(' '), now);
const at = (ms: number) => ({ kind: 'moment', at: ms });

describe('which data is meant', () => {
  it.each([
    ['20m ago', at(now - 20 * minute)],
    ['2 hours ago', at(now - 120 * minute)],
    ['1h 20m ago', at(now - 80 * minute)],
    ['2026-11-14T14:05:00Z', at(Date.UTC(2026, 10, 14, 14, 5))],
    ['2026-11-14T14:05:00.500Z', at(Date.UTC(2026, 10, 14, 14, 5, 0, 500))],
    ['2026-11-14T14:05+01:00', at(Date.UTC(2026, 10, 14, 13, 5))],
    ['2026-11-14t14:05z', at(Date.UTC(2026, 10, 14, 14, 5))],
    ['2026-11-14T14:05[Europe/Madrid]', at(Date.UTC(2026, 10, 14, 13, 5))],
    ['14:05', { kind: 'clock', local: '14:05' }],
    ['9:05', { kind: 'clock', local: '09:05' }],
    ['14:05:30', { kind: 'clock', local: '14:05:30' }],
    ['14:05 Europe/Madrid', { kind: 'clock', local: '14:05', zone: 'Europe/Madrid' }],
    ['14:05 UTC', { kind: 'clock', local: '14:05', zone: 'UTC' }],
    ['2026-11-14 14:05', { kind: 'clock', local: '2026-11-14T14:05' }],
    ['2026-11-14T14:05', { kind: 'clock', local: '2026-11-14T14:05' }],
    ['2026-11-14 14:05 UTC', { kind: 'clock', local: '2026-11-14T14:05', zone: 'UTC' }],
    ['last', { kind: 'release', release: 'last' }],
    ['A1B2C3D', { kind: 'release', release: 'a1b2c3d' }],
    ['rel_00000001', { kind: 'release', release: 'rel_00000001' }],
    ['branch before-restore-x1', { kind: 'branch', name: 'before-restore-x1' }],
  ])('reads “%s”', (text, wish) => expect(parse(text)).toEqual(wish));

  it.each([
    '',
    'teatime',
    'main',
    '25:00',
    '14:65',
    '14:05 Mordor/Baraddur',
    '2026-02-30 14:05',
    '2026-11-14',
    'ago',
    '20 ago',
    '20 parsecs ago',
    '-5m ago',
    'abc123',
    'branch',
    'branch a b',
  ])('does not guess at “%s”', (text) => expect(parse(text)).toBeUndefined());
});
