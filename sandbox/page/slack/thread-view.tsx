import { useEffect } from 'preact/hooks';
import { CloseIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import type { MessagePlace } from './permalink.ts';
import { Composer } from './composer.tsx';
import { repliesTo, timeOf, visibleMessages } from './conversation.ts';
import { useStickToEnd } from './message-list.tsx';
import { MessageRow } from './message-row.tsx';

const continuationMs = 5 * 60_000;

export function ThreadView({ thread }: { readonly thread: MessagePlace }) {
  const page = usePage();
  const channel = page.sandbox.slack.channels.find((candidate) => candidate.id === thread.channel);
  const messages = channel === undefined ? [] : visibleMessages(channel, page.me.id);
  const root = messages.find((message) => message.ts === thread.ts);
  const replies = repliesTo(messages, thread.ts);
  const scroller = useStickToEnd(replies);
  useEscape(() => page.openThread(undefined));
  useFocusBack(`.reply-bar[data-ts="${thread.ts}"]`);
  const gone = root === undefined;
  useEffect(() => {
    if (gone) page.openThread(undefined);
  }, [gone]);
  if (channel === undefined || root === undefined) return null;
  return (
    <aside class="thread" aria-label="Thread">
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

/** Esc anywhere, unless something above the thread has its own use for it. */
function useEscape(close: () => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const above = document.querySelector('dialog[open], .rail[data-open="true"]');
      if (event.key === 'Escape' && !event.defaultPrevented && above === null) close();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

/** Whoever closed the thread with the keyboard goes on where they opened it. */
function useFocusBack(selector: string) {
  useEffect(
    () => () => {
      if (document.activeElement === document.body)
        document.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
    },
    [selector],
  );
}
