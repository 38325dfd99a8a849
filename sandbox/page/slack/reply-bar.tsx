import type { Message } from '../../slack/state.ts';
import { Avatar, findUser } from '../avatar.tsx';
import { usePage } from '../page-context.ts';
import { formatSlackDate } from '../text/slack-date.ts';
import { repliers, timeOf } from './conversation.ts';

interface ReplyBarProps {
  readonly channel: string;
  readonly ts: string;
  readonly replies: readonly Message[];
}

export function ReplyBar({ channel, ts, replies }: ReplyBarProps) {
  const page = usePage();
  const last = replies.at(-1);
  const open = page.thread?.ts === ts;
  return (
    <button
      class="reply-bar"
      data-ts={ts}
      aria-expanded={open}
      onClick={() => page.openThread(open ? undefined : { channel, ts })}
    >
      {repliers(replies)
        .slice(0, 4)
        .map((user) => (
          <Avatar key={user} user={findUser(page.sandbox.slack, user)} size={24} />
        ))}
      <span class="reply-count">{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</span>
      {last !== undefined && (
        <span class="reply-last">
          Last reply{' '}
          {formatSlackDate(
            { seconds: Math.floor(timeOf(last.ts) / 1000), format: '{date_short_pretty} at {time}' },
            page,
          )}
        </span>
      )}
    </button>
  );
}
