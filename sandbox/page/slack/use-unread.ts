import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Page } from '../page-context.ts';
import { channelsFor, directMessage, newestTime, unreadOf } from './conversation.ts';
import type { Unread } from './conversation.ts';

export type UnreadByChannel = ReadonlyMap<string, Unread>;

/** What each person has read, for as long as the page is open; all that was there when it opened counts as read. */
export function useUnread(page: Page): UnreadByChannel {
  const { slack } = page.sandbox;
  const [openedAt] = useState(() => newestTime(slack.channels));
  const [readUpTo, setReadUpTo] = useState<Readonly<Record<string, number>>>({});

  const looking = channelInView(page);
  const newest = newestTime(slack.channels.filter((channel) => channel.id === looking));
  const key = `${page.me.id} ${looking ?? ''}`;
  useEffect(() => {
    if (looking !== undefined) setReadUpTo((before) => ({ ...before, [key]: newest }));
  }, [key, looking, newest]);

  return useMemo(() => {
    const groups = slack.groups.filter((group) => group.users.includes(page.me.id)).map((group) => group.id);
    const direct = directMessage(slack, page.me.id);
    const channels = [...channelsFor(slack, page.me.id), ...(direct === undefined ? [] : [direct])];
    return new Map(
      channels.map((channel) => {
        const upTo =
          channel.id === looking ? Infinity : (readUpTo[`${page.me.id} ${channel.id}`] ?? openedAt);
        return [channel.id, unreadOf(channel, { user: page.me.id, readUpTo: upTo, groups })];
      }),
    );
  }, [slack, page.me.id, looking, readUpTo, openedAt]);
}

function channelInView(page: Page): string | undefined {
  if (page.place.kind === 'channel') return page.place.id;
  return page.place.tab === 'messages' ? directMessage(page.sandbox.slack, page.me.id)?.id : undefined;
}
