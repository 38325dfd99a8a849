import { describe, expect, it } from 'vitest';
import { changedRows, decideRows, missingMigrations, type TableRows } from '../../../src/domain/data-seen.ts';

const seen = (tables: readonly TableRows[], over: object = {}) => ({
  kind: 'counted' as const,
  tables,
  left: 0,
  migrations: [] as readonly string[],
  ...over,
});
const table = (name: string, rows: number, exact = true): TableRows => ({ name, rows, exact });

describe('what restored data differs in', () => {
  it('is told by tables, the largest difference first; tables that are equal are not', () => {
    const now = seen([table('orders', 90), table('users', 5), table('new', 1)]);
    const earlier = seen([table('orders', 100), table('users', 5), table('old', 2)]);
    expect(changedRows(now, earlier)).toEqual([
      { name: 'orders', now: 90, earlier: 100, exact: true },
      { name: 'old', earlier: 2, exact: true },
      { name: 'new', now: 1, exact: true },
    ]);
  });

  it('is not said of tables that one of the looks did not come to', () => {
    expect(changedRows(seen([table('orders', 90)]), seen([], { left: 3 }))).toEqual([]);
  });

  it('says where it was estimated', () => {
    const changed = changedRows(seen([table('orders', 1, false)]), seen([table('orders', 2)]));
    expect(changed).toMatchObject([{ exact: false }]);
  });

  it('may lack migrations that have run since', () => {
    const now = seen([], { migrations: ['1', '2', '3'] });
    expect(missingMigrations(now, seen([], { migrations: ['1'] }))).toEqual(['2', '3']);
    expect(missingMigrations({ kind: 'unknown', why: 'down' }, now)).toEqual([]);
  });
});

describe('restored data', () => {
  it.each([
    ['is the same', table('orders', 1_000), table('orders', 1_000), 'as_wanted'],
    ['has been written to since', table('orders', 1_000), table('orders', 1_090), 'as_wanted'],
    ['is of another order', table('orders', 1_000), table('orders', 1_200), 'different'],
    ['is empty', table('orders', 3), table('orders', 0), 'different'],
    ['was empty', table('orders', 0), table('orders', 0), 'as_wanted'],
    [
      'is estimated, so that numbers say little',
      table('orders', 1_000),
      table('orders', 5, false),
      'as_wanted',
    ],
    ['has no such table', table('orders', 0), table('others', 0), 'different'],
  ])('%s', (_, wanted, found, kind) => expect(decideRows(seen([wanted]), seen([found])).kind).toBe(kind));

  it('is not said to lack a table that was not looked at', () => {
    expect(decideRows(seen([table('tiny', 1)]), seen([], { left: 1 })).kind).toBe('as_wanted');
  });
});
