import type { ComponentChildren } from 'preact';
import type { Message } from '../../slack/state.ts';
import { Avatar, findUser } from '../avatar.tsx';
import { EyeIcon, ReplyIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { MrkdwnText } from '../text/text-view.tsx';
import { formatDay, formatTime } from '../text/slack-date.ts';
import { Blocks } from './blocks.tsx';
import { timeOf } from './conversation.ts';
import type { useRevealed } from './use-revealed.ts';

interface MessageRowProps {
  readonly channel: string;
  readonly message: Message;
  readonly continues: boolean;
  readonly canReply?: boolean;
  readonly revealed?: ReturnType<typeof useRevealed>;
  readonly children?: ComponentChildren;
}

export function MessageRow(props: MessageRowProps) {
  const { channel, message, continues, canReply = false, revealed, children } = props;
  const page = usePage();
  const author = findUser(page.sandbox.slack, message.user);
  const name = author?.realName ?? message.user;
  const ephemeral = message.visibleTo !== undefined;
  return (
    <article
      ref={revealed?.ref ?? null}
      class="message"
      data-continues={continues}
      data-ephemeral={ephemeral}
      data-flash={revealed?.flash === true}
      aria-label={`${name}: ${message.text}`}
    >
      <div class="message-gutter">
        {continues ? <Time ts={message.ts} /> : <Avatar user={author} size={36} />}
      </div>
      <div class="message-body">
        {ephemeral && (
          <p class="only-you">
            <EyeIcon /> Only visible to you
          </p>
        )}
        {!continues && (
          <p class="message-head">
            <span class="message-author">{name}</span>
            {author?.isBot === true && <span class="app-badge">APP</span>}
            <Time ts={message.ts} />
            {message.editedAt !== undefined && <span class="edited">(edited)</span>}
          </p>
        )}
        <div class="message-content">
          {message.blocks.length > 0 ? (
            <Blocks blocks={message.blocks} surface={{ kind: 'message', channel, ts: message.ts }} />
          ) : (
            <MrkdwnText text={message.text} />
          )}
        </div>
        {continues && message.editedAt !== undefined && <p class="edited">(edited)</p>}
        {children}
      </div>
      {canReply && !ephemeral && (
        <div class="message-tools">
          <button
            class="icon-button"
            aria-label="Reply in thread"
            title="Reply in thread"
            onClick={() => page.openThread({ channel, ts: message.ts })}
          >
            <ReplyIcon />
          </button>
        </div>
      )}
    </article>
  );
}

function Time({ ts }: { readonly ts: string }) {
  const { now } = usePage();
  const at = timeOf(ts);
  return (
    <time
      class="time"
      dateTime={new Date(at).toISOString()}
      title={`${formatDay(at, { now })} at ${formatTime(at)}`}
    >
      {formatTime(at)}
    </time>
  );
}
