import { misunderstood } from '../outcome.ts';
import { ask } from '../questions.ts';
import { parseOneBranch } from './one-branch.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db connect <branch>` */
export const connect: DbSubcommand = {
  word: 'connect',
  options: ['env'],
  async ask(desk, line, act) {
    const parsed = parseOneBranch('/db connect', line, { apps: desk.apps, channel: act.channel });
    if ('kind' in parsed) return misunderstood('/db', parsed.refusal);
    const { app, environment, branch } = parsed;
    return ask(desk, act, {
      app: app.name,
      text: { kind: 'connect', environment: environment.name, branch },
    });
  },
};
