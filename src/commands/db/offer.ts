import { misunderstood } from '../outcome.ts';
import { ask } from '../questions.ts';
import { parseOneBranch } from './one-branch.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db delete <branch>` */
export const deleteBranch = offer('delete');

/** `/db reset <branch>` */
export const resetBranch = offer('reset');

/** Data goes: a worker says which, and asks whether it is meant. */
function offer(wish: 'delete' | 'reset'): DbSubcommand {
  return {
    word: wish,
    options: ['env'],
    async ask(desk, line, act) {
      const parsed = parseOneBranch(`/db ${wish}`, line, { apps: desk.apps, channel: act.channel });
      if ('kind' in parsed) return misunderstood('/db', parsed.refusal);
      const { app, environment, branch } = parsed;
      const text = { kind: 'branch_offer', environment: environment.name, wish, branch } as const;
      return ask(desk, act, { app: app.name, text });
    },
  };
}
