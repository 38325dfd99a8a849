import { describe, expect, it } from 'vitest';
import {
  type BackupManifest,
  type BackupPolicy,
  compareTables,
  decideRetention,
} from '../../../src/domain/backup.ts';
import { beginBackup, decideBackupTime, moveBackup } from '../../../src/domain/backup-watch.ts';
import { ana, now } from '../../support/operation-builders.ts';
import { production } from '../../support/stop-builders.ts';

const day = 24 * 3_600_000;

function aManifest(age: number): BackupManifest {
  return {
    id: `backup_${age}`,
    ...production,
    moment: now - age * day,
    madeAt: now - age * day,
    bytes: 1_000,
    sha256: 'aa',
    server: 17,
    client: 17,
    migrations: { count: 0 },
    tables: [],
  };
}

const policy: BackupPolicy = {
  everyMs: day,
  keep: 3,
  keepForMs: 0,
  target: { bucket: 'backups', prefix: 'cabeceo/', region: 'eu-central-1' },
};

describe('which backups go', () => {
  const gone = (ages: readonly number[], keep: number, keepForDays = 0) =>
    decideRetention(ages.map(aManifest), { keep, keepForMs: keepForDays * day }, now).map(({ id }) => id);

  it.each<[string, readonly number[], readonly [keep: number, days: number], readonly string[]]>([
    ['none, as long as there are so few', [1, 2, 3], [3, 0], []],
    ['the oldest beyond the number that is kept', [3, 1, 4, 2], [2, 0], ['backup_3', 'backup_4']],
    ['those that are too old, few as they are', [1, 40], [14, 30], ['backup_40']],
    ['never the newest, however old it is', [400], [1, 30], []],
    ['all but the newest where one is kept', [1, 2], [1, 0], ['backup_2']],
    ['none where there is none', [], [1, 30], []],
  ])('are %s', (_, ages, [keep, days], wanted) => {
    expect(gone(ages, keep, days)).toEqual(wanted);
  });
});

describe('two databases', () => {
  const dancers = { table: 'public.dancers', rows: 2, print: '17' };
  it.each<[string, readonly (typeof dancers)[], readonly string[]]>([
    ['are the same', [dancers], []],
    ['differ where a table is missing', [], ['public.dancers is missing']],
    ['differ in the number of rows', [{ ...dancers, rows: 1 }], ['public.dancers has 1 rows instead of 2']],
    ['differ in what rows hold', [{ ...dancers, print: '18' }], ['public.dancers has other content']],
    [
      'differ where a table came in',
      [dancers, { ...dancers, table: 'public.more' }],
      ['public.more should not be there'],
    ],
  ])('%s', (_, found, wanted) => {
    expect(compareTables([dancers], found)).toEqual(wanted);
  });
});

describe('a backup', () => {
  const asked = { delivery: 'd', by: ana, team: 'T', at: now, channel: 'C1' };
  const begun = (by?: typeof asked) =>
    beginBackup(
      { since: 0 },
      { id: 'backup_1', place: production, now, channel: 'C1', ...(by && { asked: by }) },
    );
  const end = ({ watch }: ReturnType<typeof begun>, learned: object) => {
    if (!watch.current) throw new Error('no backup runs');
    return moveBackup(watch, watch.current, { to: 'over', now: now + 1, learned });
  };
  const failure = { code: 'backup_no_key', facts: {} } as const;

  it('that somebody asked for is told from its beginning to its end', () => {
    expect(begun(asked).notices).toMatchObject([{ channel: 'C1', notice: { kind: 'backing_up' } }]);
    expect(end(begun(asked), { manifest: aManifest(0) }).notices).toMatchObject([
      { notice: { kind: 'backed_up' } },
    ]);
  });

  it('that the clock began is told only where it failed', () => {
    expect(begun().notices).toEqual([]);
    expect(end(begun(), { manifest: aManifest(0) }).notices).toEqual([]);
    expect(end(begun(), { failure }).notices).toMatchObject([{ notice: { kind: 'backed_up' } }]);
    expect(end(begun(), { failure }).watch.last).toEqual({ at: now + 1, failure });
  });

  it('is begun at once where there has been none, and then from time to time', () => {
    expect(decideBackupTime({ since: now }, policy, now)).toEqual({ kind: 'begin' });
    expect(decideBackupTime({ since: 0, begunAt: now - 1 }, policy, now)).toEqual({
      kind: 'rest',
      at: now - 1 + day,
    });
    expect(decideBackupTime({ since: 0, begunAt: now - day }, policy, now)).toEqual({ kind: 'begin' });
    expect(decideBackupTime({ since: 0 }, { ...policy, everyMs: 0 }, now)).toEqual({ kind: 'rest' });
    expect(decideBackupTime({ since: 0 }, undefined, now)).toEqual({ kind: 'rest' });
  });
});
