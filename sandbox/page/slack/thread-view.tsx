import { useEffect } from 'preact/hooks';
import { CloseIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import type { OpenThread } from '../page-context.ts';
import { Composer } from './composer.tsx';
import { repliesTo, timeOf, visibleMessages } from './conversation.ts';
import { useStickToEnd } from './message-list.tsx';
import { MessageRow } from './message-row.tsx';

const continuationMs = 5 * 60_000;

export function ThreadView({ thread }: { readonly thread: OpenThread }) {
  const page = usePage();
  const channel = page.sandbox.slack.channels.find((candidate) => candidate.id === thread.channel);
  const messages = channel === undefined ? [] : visibleMessages(channel, page.me.id);
  const root = messages.find((message) => message.ts === thread.ts);
  const replies = repliesTo(messages, thread.ts);
  const scroller = useStickToEnd(replies);
  const gone = root === undefined;
  useEffect(() => {
    if (gone) page.openThread(undefined);
  }, [gone]);
  if (channel === undefined || root === undefined) return null;
  return (
    <aside
      class="thread"
      aria-label="Thread"
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && page.openThread(undefined)}
    >
      <header class="conversation-header">
        <h2>Thread</h2>
        <p class="topic">#{channel.name}</p>
        <button class="icon-button" aria-label="Close the thread" onClick={() => page.openThread(undefined)}>
          <CloseIcon />
        </button>
      </header>
      <div class="messages" ref={scroller} role="log" aria-label="Replies" tabIndex={0}>
        <div class="messages-content">
          <MessageRow channel={channel.id} message={root} continues={false} />
          <div class="thread-count" role="separator">
            <span>{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</span>
          </div>
          {replies.map((reply, index) => {
            const above = replies[index - 1];
            const continues =
              above?.user === reply.user && timeOf(reply.ts) - timeOf(above.ts) < continuationMs;
            return <MessageRow key={reply.ts} channel={channel.id} message={reply} continues={continues} />;
          })}
        </div>
      </div>
      <Composer key={thread.ts} channel={channel.id} name="thread" threadTs={thread.ts} />
    </aside>
  );
}
