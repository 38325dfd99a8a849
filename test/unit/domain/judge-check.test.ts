import { describe, expect, it } from 'vitest';
import type { CheckFinding, DataCheck } from '../../../src/domain/drill.ts';
import { judgeCheck } from '../../../src/domain/judge-check.ts';
import { now } from '../../support/operation-builders.ts';

const hour = 3_600_000;
const tables: DataCheck = { kind: 'tables', named: ['users'] };
const newest: DataCheck = { kind: 'newest', table: 'orders', column: 'made', withinMs: 2 * hour };
const sql: DataCheck = { kind: 'sql', name: 'orders', sql: 'select 1', expect: '1' };

function judge(check: DataCheck, finding: CheckFinding): string {
  const { passed, says } = judgeCheck(check, finding, { moment: now, checkMs: 30_000 });
  return `${passed ? 'yes' : 'no'}: ${says}`;
}

describe('a check of restored data', () => {
  it.each<[string, DataCheck, CheckFinding]>([
    ['yes: 2 with rows', tables, { kind: 'tables', filled: 2, empty: [], missing: [] }],
    ['yes: 2 with rows, 1 empty', tables, { kind: 'tables', filled: 2, empty: ['logs'], missing: [] }],
    ['no: Not there: users.', tables, { kind: 'tables', filled: 2, empty: [], missing: ['users'] }],
    ['no: Without a row: users.', tables, { kind: 'tables', filled: 2, empty: ['users'], missing: [] }],
    [
      'no: There is no table.',
      { kind: 'tables', named: [] },
      { kind: 'tables', filled: 0, empty: [], missing: [] },
    ],
    [
      'no: None of 2 tables has a row.',
      { kind: 'tables', named: [] },
      { kind: 'tables', filled: 0, empty: ['a', 'b'], missing: [] },
    ],
    ['yes: all 3 hold', { kind: 'foreign_keys' }, { kind: 'foreign_keys', checked: 3, broken: [] }],
    ['yes: there are none', { kind: 'foreign_keys' }, { kind: 'foreign_keys', checked: 0, broken: [] }],
    [
      'no: Rows that point to nothing: a_fk of a.',
      { kind: 'foreign_keys' },
      { kind: 'foreign_keys', checked: 3, broken: ['a_fk of a'] },
    ],
    ['yes: made is 60 m older than the moment restored', newest, { kind: 'newest', at: now - hour }],
    [
      'no: made is 3 h older than the moment restored; 2 h at most is expected.',
      newest,
      { kind: 'newest', at: now - 3 * hour },
    ],
    ['no: There is no row.', newest, { kind: 'newest' }],
    ['yes: 1', sql, { kind: 'sql', value: '1' }],
    ['no: It answered 0; 1 is expected.', sql, { kind: 'sql', value: '0' }],
    ['no: It answered no row; 1 is expected.', sql, { kind: 'sql' }],
    ['no: Postgres says: no such table (42P01)', sql, { kind: 'refused', says: 'no such table (42P01)' }],
    ['no: It took longer than 30 s.', sql, { kind: 'too_slow' }],
    ['no: It was not answered.', sql, { kind: 'newest', at: now }],
  ])('says “%s”', (said, check, finding) => {
    expect(judge(check, finding)).toBe(said);
  });
});
