import type { CommitSha } from '../../domain/ids.ts';
import { type StayingMigration, stayingMigration } from '../../domain/staying-migration.ts';
import { classify } from '../../migrations/classify.ts';
import { loadParser } from '../../migrations/parse.ts';
import { textsOf } from '../../migrations/pending.ts';
import { within } from '../../time/within.ts';
import type { Context, Place } from '../context.ts';
import { ifAnswered } from '../if-answered.ts';
import { Commit } from './migrations.ts';

/** A rollback waits for it no longer. */
const patienceMs = 3_000;

/** What migrations that stay mean for the code of before them. Undefined where they cannot be read. */
export async function judgeStaying(
  context: Context,
  { app, environment: { database } }: Place,
  { files, sha }: { readonly files: readonly string[]; readonly sha: CommitSha },
): Promise<readonly StayingMigration[] | undefined> {
  const source = new Commit(context.providers.source, app.repository, sha);
  const { kind = 'drizzle', table } = database?.migrations ?? {};
  const sql = files.filter((file) => file.endsWith('.sql')).toSorted();
  const others = files.filter((file) => !file.endsWith('.sql'));
  const read = async () => {
    const texts = await Promise.all(sql.map(async (file) => textsOf((await source.sql(file)).sql, kind)));
    const verdicts = sql.length === 0 ? [] : classify(texts, await loadParser(), table);
    return [
      ...sql.map((file, index) => stayingMigration(file, verdicts[index] ?? [])),
      ...others.map((file) => ({ file, effect: 'unknown' as const })),
    ];
  };
  return within(patienceMs, ifAnswered(context, read), undefined);
}
