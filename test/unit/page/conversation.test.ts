import { describe, expect, it } from 'vitest';
import { groupMessages, initialsOf, unreadOf } from '../../../sandbox/page/slack/conversation.ts';
import type { Channel, Message } from '../../../sandbox/slack/state.ts';

const noon = Date.UTC(2026, 10, 3, 12) / 1000;

function aMessage(seconds: number, change: Partial<Message> = {}): Message {
  return { ts: (noon + seconds).toFixed(6), user: 'U0ANA001', text: '', blocks: [], versions: [], ...change };
}

function aChannel(messages: readonly Message[], change: Partial<Channel> = {}): Channel {
  return { id: 'C1', name: 'deploys', kind: 'public', topic: '', members: [], messages, ...change };
}

const ana = { user: 'U0ANA001', timeZone: 'UTC' };

describe('a channel', () => {
  it('puts replies under their root', () => {
    const root = aMessage(0);
    const reply = aMessage(60, { threadTs: root.ts });
    const groups = groupMessages(aChannel([root, reply, aMessage(120)]), ana);
    expect(groups.map((group) => group.replies.length)).toEqual([1, 0]);
  });

  it('hides what is for the eyes of somebody else', () => {
    const secret = aMessage(0, { visibleTo: 'U0BRUNO1' });
    expect(groupMessages(aChannel([secret]), ana)).toHaveLength(0);
    expect(groupMessages(aChannel([secret]), { user: 'U0BRUNO1' })).toHaveLength(1);
  });

  it('joins what one person writes within five minutes', () => {
    const messages = [aMessage(0), aMessage(60), aMessage(600), aMessage(610, { user: 'U0BRUNO1' })];
    expect(groupMessages(aChannel(messages), ana).map((group) => group.continues)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('starts a day where the reader’s day changes', () => {
    const messages = [aMessage(0), aMessage(60), aMessage(86_400)];
    expect(groupMessages(aChannel(messages), ana).map((group) => group.startsDay)).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('unread marks', () => {
  const reader = { user: 'U0BRUNO1', readUpTo: noon * 1000, groups: ['S0RELEASE'] };

  it('count what others wrote since', () => {
    const messages = [aMessage(-1), aMessage(1), aMessage(2, { user: 'U0BRUNO1' })];
    expect(unreadOf(aChannel(messages), reader)).toEqual({ messages: 1, mentions: 0 });
  });

  it('count mentions of the person and of their groups', () => {
    const messages = [
      aMessage(1, { text: 'for <!subteam^S0RELEASE>' }),
      aMessage(2, { text: '<@U0BRUNO1>' }),
    ];
    expect(unreadOf(aChannel(messages), reader)).toEqual({ messages: 2, mentions: 2 });
  });

  it('count everything in a direct message as a mention', () => {
    expect(unreadOf(aChannel([aMessage(1)], { kind: 'im' }), reader).mentions).toBe(1);
  });
});

it.each([
  ['Ana Ruiz', 'AR'],
  ['Cabeceo', 'C'],
  ['Juan Carlos Copes', 'JC'],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
