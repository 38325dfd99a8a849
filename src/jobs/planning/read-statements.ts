import type { MigrationTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { PendingMigration } from '../../domain/migration-plan.ts';
import { loadParser, type ParsedStatement } from '../../migrations/parse.ts';
import { textsOf } from '../../migrations/pending.ts';
import type { Commit } from '../facts/migrations.ts';

/** The statements of a file, each as it is sent: exactly of the file that was planned. */
export async function readStatements(
  source: Commit,
  { file, digest }: PendingMigration,
  kind: MigrationTarget['kind'],
): Promise<readonly ParsedStatement[]> {
  const { sql, digest: found } = await source.sql(file);
  if (found !== digest) throw new TerminalError('plan_outdated', { what: file });
  const parse = await loadParser();
  let line = 0;
  return textsOf(sql, kind).flatMap((text) => {
    const parsed = parse(text);
    // What the parser does not read the database would not either; it says so in its own words.
    const statements =
      parsed.kind === 'parsed' ? parsed.statements : [{ node: { String: {} }, sql: text, line: 1 }];
    const placed = statements.map((each) => ({ ...each, line: each.line + line }));
    line += text.split('\n').length - 1;
    return placed;
  });
}
