import { beforeAll, describe, expect, it } from 'vitest';
import { kindsOf } from '../../../src/domain/migration.ts';
import type { MigrationKind } from '../../../src/domain/migration-rules.ts';
import { classify } from '../../../src/migrations/classify.ts';
import { loadParser, type Parser } from '../../../src/migrations/parse.ts';
import {
  columnVerdicts,
  constraintVerdicts,
  controlVerdicts,
  indexVerdicts,
  objectVerdicts,
  rowVerdicts,
  tableVerdicts,
} from '../../support/migration-verdicts.ts';

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

describe.each([
  ['tables', tableVerdicts],
  ['columns', columnVerdicts],
  ['constraints', constraintVerdicts],
  ['indexes', indexVerdicts],
  ['other objects', objectVerdicts],
  ['rows', rowVerdicts],
  ['what controls the run', controlVerdicts],
])('statements about %s', (_, verdicts) => {
  it.each(verdicts)('$sql is $kinds ($source)', ({ sql, kinds }) => {
    expect(kindsIn(sql)).toEqual([kinds]);
  });
});

describe('what the same migration made', () => {
  const onNew = 'CREATE TABLE a (id int, n int); ';
  const withColumn = (type: string) => `ALTER TABLE a ADD COLUMN c ${type}; `;

  it.each<[string, readonly MigrationKind[]]>([
    [`${onNew}CREATE INDEX i ON a (n)`, ['expand']],
    [`${onNew}CREATE UNIQUE INDEX i ON a (n)`, ['expand']],
    [`${onNew}ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES b`, ['expand']],
    [`${onNew}ALTER TABLE a ALTER COLUMN n SET NOT NULL`, ['expand']],
    [`${onNew}ALTER TABLE a DROP COLUMN n`, ['expand']],
    [`${onNew}UPDATE a SET n = 1`, ['expand']],
    [`${onNew}DROP TABLE a`, ['expand']],
    [`${onNew}ALTER TABLE a RENAME TO b; CREATE INDEX i ON b (n)`, ['expand']],
    [`${withColumn('int')}UPDATE a SET c = n`, ['long-locking']],
    [`${withColumn('int')}ALTER TABLE a ALTER COLUMN c SET NOT NULL`, ['contract', 'long-locking']],
    [`${withColumn('int DEFAULT 0')}ALTER TABLE a ALTER COLUMN c SET NOT NULL`, ['long-locking']],
    [`${withColumn('int')}ALTER TABLE a DROP COLUMN c`, ['expand']],
    [`${withColumn('int')}ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES b NOT VALID`, ['expand']],
    [`${withColumn('int')}ALTER TABLE a ADD CONSTRAINT k CHECK (c > 0) NOT VALID`, ['expand']],
    [`${withColumn('int')}CREATE UNIQUE INDEX CONCURRENTLY i ON a (c)`, ['expand']],
  ])('%s', (sql, kinds) => {
    expect(kindsIn(sql).at(-1)).toEqual(kinds);
  });

  it.each<[string, string, readonly MigrationKind[]]>([
    [
      'a table that may have been there',
      'CREATE TABLE IF NOT EXISTS a (n int); DROP TABLE a',
      ['contract', 'irreversible'],
    ],
    ['a temporary table', 'CREATE TEMP TABLE a (n int); DROP TABLE a', ['contract', 'irreversible']],
    ['a table of another schema', 'CREATE TABLE other.a (n int); DROP TABLE a', ['contract', 'irreversible']],
    ['a table that was dropped again', `${onNew}DROP TABLE a; DROP TABLE a`, ['contract', 'irreversible']],
    [
      'a table whose making was rolled back',
      `SAVEPOINT s; ${onNew}ROLLBACK TO s; DROP TABLE a`,
      ['contract', 'irreversible'],
    ],
    [
      'a table, after code that cannot be read',
      `${onNew}DO $$ BEGIN END $$; DROP TABLE a`,
      ['contract', 'irreversible'],
    ],
    [
      'a column that may have been there',
      'ALTER TABLE a ADD COLUMN IF NOT EXISTS c int; ALTER TABLE a DROP COLUMN c',
      ['contract', 'irreversible'],
    ],
    [
      'a CHECK that null does not pass',
      `${withColumn('int')}ALTER TABLE a ADD CHECK (coalesce(c, 0) > 0) NOT VALID`,
      ['contract'],
    ],
    [
      'a CHECK that the one default may not pass',
      `${withColumn('int DEFAULT 0')}ALTER TABLE a ADD CHECK (c > 0) NOT VALID`,
      ['contract'],
    ],
    [
      'a unique index over one default',
      `${withColumn('int DEFAULT 0')}CREATE UNIQUE INDEX CONCURRENTLY i ON a (c)`,
      ['contract'],
    ],
  ])('is not taken for new: %s', (_, sql, kinds) => {
    expect(kindsIn(sql).at(-1)).toEqual(kinds);
  });

  it('remembers it in the migrations that follow, which run right after it', () => {
    const files = [['CREATE TABLE a (n int)'], ['CREATE INDEX i ON a (n)']];
    expect(classify(files, parser).map((verdicts) => verdicts.flatMap(kindsOf))).toEqual([
      ['expand'],
      ['expand'],
    ]);
  });

  it('asks for a validation in a migration of its own, where the lock of the adding is gone', () => {
    const add = 'ALTER TABLE a ADD CONSTRAINT c CHECK (n IS NOT NULL) NOT VALID';
    const validate = 'ALTER TABLE a VALIDATE CONSTRAINT c';
    expect(rulesIn([`${add}; ${validate}`])).toEqual(['writes_restricted', 'constraint_validated_at_once']);
    expect(rulesIn([add], [validate])).toEqual(['writes_restricted', 'constraint_validated']);
  });

  it('knows that a validated CHECK spares SET NOT NULL its scan', () => {
    const prove = [
      'ALTER TABLE a ADD CONSTRAINT c CHECK (n IS NOT NULL) NOT VALID',
      'ALTER TABLE a VALIDATE CONSTRAINT c',
    ];
    const set = 'ALTER TABLE a ALTER COLUMN n SET NOT NULL';
    expect(rulesIn(...prove.map((sql) => [sql]), [set]).at(-1)).toBe('not_null_set');
    expect(rulesIn([set])).toEqual(['not_null_set', 'not_null_scans']);
  });
});

it('a migration has no business in the table that keeps what has run, whatever its name', () => {
  const rules = (sql: string) =>
    classify([[sql]], parser, { schema: 'shop', name: 'ran' })
      .flat()
      .flatMap(({ findings }) => findings.map(({ rule }) => rule));
  expect(rules("INSERT INTO shop.ran VALUES ('x')")).toEqual(['bookkeeping_touched']);
  expect(rules("INSERT INTO ran VALUES ('x')")).toEqual(['bookkeeping_touched']);
  expect(rules("INSERT INTO other.ran VALUES ('x')")).toEqual([]);
});

describe('a file', () => {
  it('says of each statement on which line it stands', () => {
    const sql =
      '-- é; DROP TABLE a;\n/* one /* two */ */\nCREATE TABLE a (n text);\n\n  SELECT\n1;-- end\nSELECT 2';
    expect(classifyOne(sql).map(({ line, sql }) => [line, sql])).toEqual([
      [3, 'CREATE TABLE a (n text)'],
      [5, 'SELECT 1'],
      [7, 'SELECT 2'],
    ]);
  });

  it('counts lines on over the texts that Drizzle cuts it into', () => {
    const [verdicts] = classify([['SELECT 1;\n', '\nSELECT 2;\n\n', '\n SELECT 3']], parser);
    expect(verdicts?.map(({ line }) => line)).toEqual([1, 3, 6]);
  });

  it.each(['', '  \n', '-- nothing', '/* nothing */;'])('may hold nothing: %j', (sql) => {
    expect(classifyOne(sql)).toEqual([]);
  });

  it('names the statements that run outside of a transaction', () => {
    const alone = [
      'CREATE INDEX CONCURRENTLY i ON a (n)',
      'DROP INDEX CONCURRENTLY i',
      'REINDEX TABLE CONCURRENTLY a',
      'VACUUM a',
      'ALTER TABLE a DETACH PARTITION b CONCURRENTLY',
    ];
    expect(alone.map((sql) => classifyOne(sql)[0]?.alone)).toEqual(alone.map(() => true));
    expect(classifyOne('CREATE INDEX i ON a (n); ANALYZE a').map(({ alone }) => alone)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

function classifyOne(sql: string) {
  return classify([[sql]], parser)[0] ?? [];
}

function kindsIn(sql: string): readonly (readonly MigrationKind[])[] {
  return classifyOne(sql).map(kindsOf);
}

function rulesIn(...files: readonly (readonly string[])[]): readonly string[] {
  return classify(files, parser).flatMap((verdicts) =>
    verdicts.flatMap(({ findings }) => findings.map(({ rule }) => rule)),
  );
}
