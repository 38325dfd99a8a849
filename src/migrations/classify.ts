import { kindsOf, type StatementVerdict } from '../domain/migration.ts';
import { finding } from './finding.ts';
import { resumptionOf, runsAlone } from './alone.ts';
import { judge } from './judge.ts';
import { type Ledger, type Made, nothingMade } from './made.ts';
import type { ParsedStatement, Parser } from './parse.ts';

const shownLength = 200;

/**
 * What the statements of pending migrations mean for the code that runs now, file by file in the order in which they run.
 * A file is one or more texts that are sent one after the other: how Drizzle cuts it is not how PostgreSQL reads it.
 */
export function classify(
  files: readonly (readonly string[])[],
  parse: Parser,
  ledger?: Ledger,
): readonly (readonly StatementVerdict[])[] {
  const made = nothingMade(ledger);
  return files.map((texts) => {
    made.startFile();
    let line = 1;
    return texts.flatMap((text) => {
      const verdicts = classifyText(text, parse, made).map((each) => ({
        ...each,
        line: each.line + line - 1,
      }));
      line += text.split('\n').length - 1;
      return verdicts;
    });
  });
}

function classifyText(text: string, parse: Parser, made: Made): readonly StatementVerdict[] {
  const parsed = parse(text);
  if (parsed.kind === 'parsed')
    return parsed.statements.map((statement) => classifyStatement(statement, made));
  made.forgetAll();
  return [{ sql: shorten(text), line: 1, findings: [finding('not_parsed', { message: parsed.message })] }];
}

function classifyStatement({ node, sql, line }: ParsedStatement, made: Made): StatementVerdict {
  const findings = judge(node, made);
  const verdict = {
    sql: shorten(sql),
    line,
    findings,
    ...(runsAlone(node) && { alone: true as const }),
    ...(resumptionOf(node) && { repeatable: true as const }),
  };
  // It may have dropped, moved or renamed anything.
  if (kindsOf(verdict).includes('unknown')) made.forgetAll();
  return verdict;
}

function shorten(sql: string): string {
  const plain = sql.slice(0, 4 * shownLength).replaceAll(/[\s\p{Cc}\p{Surrogate}]+/gu, ' ');
  return Array.from(plain.trim()).slice(0, shownLength).join('');
}
