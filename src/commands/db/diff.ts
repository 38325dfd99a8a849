import { misunderstood } from '../outcome.ts';
import { type Place, type Refused, refused } from '../parse.ts';
import { ask } from '../questions.ts';
import type { Line } from '../words.ts';
import { type Database, databaseOf } from './database-of.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db diff <branch> [other]` */
export const diff: DbSubcommand = {
  word: 'diff',
  options: ['env'],
  async ask(desk, line, act) {
    const parsed = parseDiff(line, { apps: desk.apps, channel: act.channel });
    if ('kind' in parsed) return misunderstood('/db', parsed.refusal);
    const { app, environment, branch, base } = parsed;
    const named = { branch, ...(base !== undefined && { base }) };
    return ask(desk, act, {
      app: app.name,
      text: { kind: 'branch_diff', environment: environment.name, ...named },
    });
  },
};

/** Pure; every text has an answer. */
export function parseDiff(
  line: Line,
  place: Place,
): (Database & { readonly branch: string; readonly base?: string }) | Refused {
  const database = databaseOf(line, place);
  if ('kind' in database) return database;
  const [branch, base, ...rest] = line.words.filter((word) => word.toLowerCase() !== 'and');
  if (branch === undefined) return refused('branch_needed', { command: '/db diff' });
  if (rest.length > 0)
    return refused('words_left_over', { understood: `/db diff ${branch} ${base}`, found: rest.join(' ') });
  return { ...database, branch, ...(base !== undefined && { base }) };
}
