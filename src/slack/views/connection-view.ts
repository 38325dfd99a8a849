import type { Branch } from '../../domain/branch.ts';
import { context, type MessageView, messageView, section } from './blocks.ts';
import { branchName, endOf } from './branch-words.ts';
import { escape } from './escape.ts';
import { preformatted } from './preformatted.ts';

export interface ConnectionModel {
  readonly app: string;
  readonly branch: Branch;
  /** Connection strings with their password. */
  readonly pooled: string;
  readonly direct: string;
  readonly now: number;
}

/** The strings are in the blocks alone: `text` is what a notification shows on a locked screen. */
export function connectionView({ app, branch, pooled, direct, now }: ConnectionModel): MessageView {
  const name = branchName(branch.name);
  const headline = `🔒 How to connect to ${name} of ${escape(app, 60)}. Only you see this, and it is gone when Slack is reloaded.`;
  const sleeps =
    branch.compute === 'asleep'
      ? ['It sleeps: the first connection wakes it, which takes a second or so.']
      : [];
  const warning =
    'Whoever has these can read and change all data in the branch: hand them on to nobody, and put them into no channel, ticket or repository. `/db connect` shows them again at any time.';
  return messageView(`${headline} The strings are in the message itself. ${warning}`, [
    section([headline, ...sleeps]),
    section(['*Pooled*  for apps and serverless functions, many connections at once']),
    preformatted([pooled]),
    section(['*Direct*  for migrations, psql and whatever needs a session of its own']),
    preformatted([direct]),
    context([[warning, ...endOf(branch, now)].join(' · ')]),
  ]);
}
