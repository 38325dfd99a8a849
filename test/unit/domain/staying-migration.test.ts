import { expect, it } from 'vitest';
import { stayingMigration } from '../../../src/domain/staying-migration.ts';
import { classify } from '../../../src/migrations/classify.ts';
import { loadParser } from '../../../src/migrations/parse.ts';

const parse = await loadParser();

it.each([
  ['ALTER TABLE classes ADD COLUMN level text;', 'none', undefined],
  ['CREATE INDEX classes_level ON classes (level);', 'none', undefined],
  ['DELETE FROM classes;', 'none', undefined],
  ['CREATE TABLE a (id int); ALTER TABLE classes DROP COLUMN place;', 'may_break', 'column_dropped'],
  ['DO $$ BEGIN END $$; ALTER TABLE classes DROP COLUMN place;', 'may_break', 'column_dropped'],
  ['DO $$ BEGIN END $$;', 'unknown', 'code_run'],
  ['not SQL at all', 'unknown', 'not_parsed'],
])('code of before “%s” meets: %s', (sql, effect, rule) => {
  const [verdicts = []] = classify([[sql]], parse);
  const seen = stayingMigration('drizzle/0003.sql', verdicts);
  expect([seen.effect, seen.finding?.rule]).toEqual([effect, rule]);
});
