import type { Channel, Message, SlackState, SlackUser } from '../../slack/state.ts';
import { dayKey } from '../text/slack-date.ts';

export interface MessageGroup {
  readonly root: Message;
  readonly replies: readonly Message[];
  /** Written by the same person right after the message above: shown without name and picture. */
  readonly continues: boolean;
  readonly startsDay: boolean;
}

const continuationMs = 5 * 60_000;

export function timeOf(ts: string): number {
  return Number(ts) * 1000;
}

/** What one person sees of a channel: no ephemeral message of somebody else, replies under their root. */
export function groupMessages(
  channel: Channel,
  reader: { readonly user: string; readonly timeZone?: string },
): MessageGroup[] {
  const visible = visibleMessages(channel, reader.user);
  const roots = visible.filter((message) => !isReply(message));
  return roots.map((root, index): MessageGroup => {
    const above = roots[index - 1];
    const startsDay =
      above === undefined || dayKey(timeOf(above.ts), reader) !== dayKey(timeOf(root.ts), reader);
    const continues =
      !startsDay &&
      above.user === root.user &&
      above.visibleTo === root.visibleTo &&
      timeOf(root.ts) - timeOf(above.ts) < continuationMs &&
      !visible.some((message) => message.threadTs === above.ts && isReply(message));
    return { root, replies: repliesTo(visible, root.ts), continues, startsDay };
  });
}

export function visibleMessages(channel: Channel, user: string): Message[] {
  return channel.messages.filter((message) => message.visibleTo === undefined || message.visibleTo === user);
}

export function repliesTo(messages: readonly Message[], ts: string): Message[] {
  return messages.filter((message) => message.threadTs === ts && isReply(message));
}

function isReply(message: Message): boolean {
  return message.threadTs !== undefined && message.threadTs !== message.ts;
}

/** Who answered, newest first, each once: the pictures beside "3 replies". */
export function repliers(replies: readonly Message[]): string[] {
  return [...new Set(replies.map((reply) => reply.user).toReversed())];
}

export function channelsFor(slack: SlackState, user: string): readonly Channel[] {
  return slack.channels.filter(
    (channel) => channel.kind !== 'im' && (channel.kind === 'public' || channel.members.includes(user)),
  );
}

export function directMessage(slack: SlackState, user: string): Channel | undefined {
  return slack.channels.find((channel) => channel.kind === 'im' && channel.members.includes(user));
}

/** The people one can act as: members of this workspace, neither bots nor guests. */
export function peopleOf(slack: SlackState): readonly SlackUser[] {
  return slack.users.filter(
    (user) => !user.isBot && !user.isRestricted && !user.deleted && user.teamId === slack.team.id,
  );
}

export interface Unread {
  readonly messages: number;
  /** Those that name the person or one of their groups, and everything in a direct message. */
  readonly mentions: number;
}

export function unreadOf(
  channel: Channel,
  reader: { readonly user: string; readonly readUpTo: number; readonly groups: readonly string[] },
): Unread {
  const unread = visibleMessages(channel, reader.user).filter(
    (message) => timeOf(message.ts) > reader.readUpTo && message.user !== reader.user,
  );
  const names = [`<@${reader.user}`, ...reader.groups.map((group) => `<!subteam^${group}`)];
  const mentions = unread.filter((message) => {
    const said = `${message.text} ${JSON.stringify(message.blocks)}`;
    return channel.kind === 'im' || names.some((name) => said.includes(name));
  });
  return { messages: unread.length, mentions: mentions.length };
}

export function newestTime(channels: readonly Channel[]): number {
  return Math.max(0, ...channels.flatMap((channel) => channel.messages.map((message) => timeOf(message.ts))));
}

export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0] ?? '')
    .join('')
    .toUpperCase();
}
