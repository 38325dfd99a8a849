import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { kindsOf, sayFinding } from '../../../src/domain/migration.ts';
import { classify } from '../../../src/migrations/classify.ts';
import { loadParser, type Parser } from '../../../src/migrations/parse.ts';
import {
  columnVerdicts,
  constraintVerdicts,
  indexVerdicts,
  objectVerdicts,
  rowVerdicts,
  tableVerdicts,
} from '../../support/migration-verdicts.ts';

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

const dangerous = [
  tableVerdicts,
  columnVerdicts,
  constraintVerdicts,
  indexVerdicts,
  objectVerdicts,
  rowVerdicts,
]
  .flat()
  .filter(({ kinds }) => !kinds.includes('expand'))
  .map(({ sql }) => sql);

const harmless = fc.constantFrom(
  'SELECT 1;',
  "INSERT INTO log (line) VALUES ('it''s; -- /* DROP');",
  'CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $body$ SELECT $$; DROP TABLE a; --$$ $body$;',
  "COMMENT ON TABLE a IS E'\\'; /* ';",
  'CREATE TABLE "a; --" (n int);',
  ';;',
);

const noise = fc
  .array(
    fc.constantFrom(
      ' ',
      '\n',
      '\t',
      '\r\n',
      '--\n',
      '-- DROP TABLE a; \n',
      '/**/',
      '/* /* ; */ -- \n */',
      '-- \' " $$ \n',
      '/*$$*/',
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

describe('hostile SQL', () => {
  it('hides no statement behind comments, quotes, dollar quotes and other statements', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dangerous),
        fc.array(fc.tuple(noise, harmless), { maxLength: 4 }),
        noise,
        noise,
        (statement, before, lead, tail) => {
          const sql = `${before.flat().join('')}${lead}${statement}${tail};${tail}`;
          expect(kindsOf1(sql)).not.toEqual(['expand']);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('counts as unknown, whatever it holds, inside of DO, PREPARE and EXPLAIN ANALYZE', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dangerous), (statement) => {
        expect(kindsOf1(`DO $do$ BEGIN ${statement}; END $do$`)).toEqual(['unknown']);
        expect(
          kindsOf1(`DO LANGUAGE plpgsql 'BEGIN EXECUTE ''${statement.replaceAll("'", "''''")}''; END'`),
        ).toEqual(['unknown']);
      }),
    );
    expect(kindsOf1('EXPLAIN ANALYZE DELETE FROM a')).toContain('unknown');
    expect(kindsOf1('PREPARE p AS DELETE FROM a')).toContain('unknown');
  });

  it('is never safe where the text is cut or garbled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dangerous), fc.nat(), (statement, at) => {
        const cut = statement.slice(0, 1 + (at % (statement.length - 1)));
        const verdicts = classify([[`${cut}\0${statement}`]], parser).flat();
        expect(verdicts.flatMap(kindsOf)).toEqual(['unknown']);
      }),
    );
  });

  it.each([
    ['a NUL, at which the parser would stop', 'SELECT 1;\0 DROP TABLE a'],
    ['half a character', 'SELECT 1; -- \ud800'],
    ['more than a person reads', `SELECT 1; --${'x'.repeat(1_048_576)}`],
    ['deeper brackets than the parser takes', `SELECT ${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['a longer sum than the parser takes', `SELECT 1${'+1'.repeat(100_000)}`],
    ['no SQL', 'rm -rf /'],
    ['an open quote', "SELECT 'x; DROP TABLE a"],
    ['an open dollar quote', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $a$ SELECT 1 $b$'],
    ['an open comment', '/* SELECT 1;'],
    ['a command of psql', 'SELECT 1 \\gexec'],
    ['a parameter of psql', 'SELECT :name'],
  ])('is unknown: %s', (_, sql) => {
    expect(
      classify([[sql]], parser)
        .flat()
        .flatMap(kindsOf),
    ).toEqual(['unknown']);
    expect(kindsOf1('SELECT 1')).toEqual(['expand']);
  });

  it('is read as it is sent, cut where Drizzle cuts it', () => {
    const mark = '--> statement-breakpoint';
    const sql = `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ ${mark}\n SELECT 1 $$`;
    expect(kindsOf1(sql)).toEqual(['expand']);
    expect(
      classify([sql.split(mark)], parser)
        .flat()
        .flatMap(kindsOf),
    ).toEqual(['unknown', 'unknown']);
  });

  it('never makes the classifier give up, whatever the text', () => {
    const texts = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...dangerous),
        fc.constantFrom(';', "'", '$$', '--', '/*'),
      ),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(texts, (parts) => {
        for (const verdict of classify([[parts.join(' ')]], parser).flat()) {
          expect(verdict.line).toBeGreaterThan(0);
          for (const finding of verdict.findings) expect(sayFinding(finding).says).not.toContain('{');
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Of all its statements together. */
function kindsOf1(sql: string): readonly string[] {
  const found = new Set(
    classify([[sql]], parser)
      .flat()
      .flatMap(kindsOf),
  );
  if (found.size > 1) found.delete('expand');
  return [...found];
}
