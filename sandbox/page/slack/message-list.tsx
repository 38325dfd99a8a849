import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Channel } from '../../slack/state.ts';
import { HashIcon, LockIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { formatDay } from '../text/slack-date.ts';
import { groupMessages, timeOf } from './conversation.ts';
import type { MessageGroup } from './conversation.ts';
import { MessageRow } from './message-row.tsx';
import { ReplyBar } from './reply-bar.tsx';
import { useRevealed } from './use-revealed.ts';

export function MessageList({ channel }: { readonly channel: Channel }) {
  const { me, now } = usePage();
  const groups = useMemo(() => groupMessages(channel, { user: me.id }), [channel, me.id]);
  const scroller = useStickToEnd(groups);
  return (
    <div class="messages" ref={scroller} role="log" aria-label={`Messages in ${channel.name}`} tabIndex={0}>
      <div class="messages-content">
        {channel.kind === 'im' ? (
          groups.length === 0 && <p class="empty">Nothing here yet.</p>
        ) : (
          <ChannelIntro channel={channel} />
        )}
        {groups.map((group) => (
          <div key={group.root.ts}>
            {group.startsDay && (
              <div class="day" role="separator">
                <span>{formatDay(timeOf(group.root.ts), { now })}</span>
              </div>
            )}
            <RootRow channel={channel.id} group={group} />
          </div>
        ))}
      </div>
    </div>
  );
}

function RootRow({ channel, group }: { readonly channel: string; readonly group: MessageGroup }) {
  const { root, replies, continues } = group;
  const revealed = useRevealed({ channel, ts: root.ts });
  return (
    <MessageRow channel={channel} message={root} continues={continues} revealed={revealed} canReply>
      {replies.length > 0 && <ReplyBar channel={channel} ts={root.ts} replies={replies} />}
    </MessageRow>
  );
}

function ChannelIntro({ channel }: { readonly channel: Channel }) {
  const { sandbox } = usePage();
  return (
    <header class="channel-intro">
      <h3>
        {channel.kind === 'private' ? <LockIcon /> : <HashIcon />}
        {channel.name}
      </h3>
      <p>
        {sandbox.slack.team.name} is make-believe: its Slack, GitHub, Vercel, Railway and Neon run on this
        machine, and the real Cabeceo works for it. Type <kbd>/</kbd> to see what it can do.
      </p>
    </header>
  );
}

/** Keeps the end in sight while messages come or grow, unless the reader has scrolled away from it. */
export function useStickToEnd(content: unknown) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const remember = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 48;
    };
    const stay = () => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    };
    const sizes = new ResizeObserver(stay);
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    element.addEventListener('scroll', remember, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', remember);
    };
  }, []);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [content]);
  return scroller;
}
