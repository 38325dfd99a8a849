import { misunderstood } from '../outcome.ts';
import { refused } from '../parse.ts';
import { ask } from '../questions.ts';
import { databaseOf } from './database-of.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db branches` */
export const branches: DbSubcommand = {
  word: 'branches',
  options: ['env'],
  async ask(desk, line, act) {
    const database = databaseOf(line, { apps: desk.apps, channel: act.channel });
    if ('kind' in database) return misunderstood('/db', database.refusal);
    if (line.words.length > 0) {
      const facts = { understood: '/db branches', found: line.words.join(' ') };
      return misunderstood('/db', refused('words_left_over', facts).refusal);
    }
    const { app, environment } = database;
    return ask(desk, act, { app: app.name, text: { kind: 'branches', environment: environment.name } });
  },
};
