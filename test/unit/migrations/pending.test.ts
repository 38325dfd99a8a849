import { describe, expect, it } from 'vitest';
import { readFolder, readJournal, splitPending, textsOf } from '../../../src/migrations/pending.ts';

const journal = (...entries: readonly (readonly [string, number])[]) =>
  JSON.stringify({
    version: '7',
    entries: entries.map(([tag, when], idx) => ({ idx, when, tag, breakpoints: true })),
  });
const drizzle = { folder: 'drizzle' };
const committed = readJournal(journal(['0000_a', 10], ['0001_b', 20], ['0002_c', 30]), drizzle) ?? [];
const names = (migrations: readonly { readonly name: string }[]) => migrations.map(({ name }) => name);

describe('the journal of Drizzle', () => {
  it('names the files, in its order', () => {
    expect(committed[1]).toEqual({ name: '0001_b', file: 'drizzle/0001_b.sql', when: 20 });
    expect(names(committed)).toEqual(['0000_a', '0001_b', '0002_c']);
  });

  it.each(['', 'null', '{}', '{"entries":[{"tag":1}]}', '<html>'])(
    'that is none is not guessed at: %j',
    (text) => {
      expect(readJournal(text, drizzle)).toBeUndefined();
    },
  );

  it('brings what is newer than the newest that has run, as Drizzle itself goes about it', () => {
    const applied = [
      { key: 'h', value: '10' },
      { key: 'i', value: '20' },
    ];
    expect(splitPending(committed, applied, 'drizzle')).toMatchObject({
      pending: [{ name: '0002_c' }],
      passedOver: [],
    });
    expect(names(splitPending(committed, [], 'drizzle').pending)).toEqual(['0000_a', '0001_b', '0002_c']);
  });

  it('tells which are older than the newest that has run, and so never run', () => {
    const applied = [
      { key: 'h', value: '10' },
      { key: 'i', value: '30' },
    ];
    expect(splitPending(committed, applied, 'drizzle')).toMatchObject({
      pending: [],
      passedOver: ['0001_b'],
      ran: [
        { name: '0000_a', digest: 'h' },
        { name: '0002_c', digest: 'i' },
      ],
    });
  });
});

describe('a folder of SQL files', () => {
  it('is run in the order of the names, what takes back left out', () => {
    const files = readFolder(['010_c.sql', '002_b.sql', '002_b.down.sql', 'notes.md', '001_a.sql'], {
      folder: '.',
    });
    expect(files).toEqual([
      { name: '001_a.sql', file: '001_a.sql' },
      { name: '002_b.sql', file: '002_b.sql' },
      { name: '010_c.sql', file: '010_c.sql' },
    ]);
  });

  it('brings every file that the table does not name', () => {
    const files = readFolder(['001_a.sql', '002_b.sql', '003_c.sql'], { folder: 'sql' });
    const applied = [
      { key: '001_a.sql', value: 'd' },
      { key: '003_c.sql', value: 'd' },
    ];
    expect(names(splitPending(files, applied, 'sql').pending)).toEqual(['002_b.sql']);
  });
});

describe('a file', () => {
  it('is cut where Drizzle cuts it, and by nobody else', () => {
    const sql = "SELECT '--> statement-breakpoint';";
    expect(textsOf(sql, 'drizzle')).toEqual(["SELECT '", "';"]);
    expect(textsOf(sql, 'sql')).toEqual([sql]);
  });
});
