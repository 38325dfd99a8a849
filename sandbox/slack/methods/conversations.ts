import { z } from 'zod';
import { count, flag, optionalWord, paginate, readArguments, timestamp, word } from '../arguments.ts';
import { SlackError } from '../slack-error.ts';
import { channelOnWire, messageOnWire } from '../wire.ts';
import { directMessages } from '../workspace.ts';
import type { StoredMessage } from '../workspace.ts';
import { joinedChannel, visibleChannel } from './method.ts';
import type { Method } from './method.ts';

const paging = { cursor: optionalWord, limit: count };

const info: Method = (workspace, raw) => {
  const given = readArguments({ channel: word, include_locale: flag, include_num_members: flag }, raw);
  const { num_members, ...channel } = channelOnWire(workspace, visibleChannel(workspace, given.channel));
  return { channel: given.include_num_members === true ? { ...channel, num_members } : channel };
};

const kinds = { public_channel: 'public', private_channel: 'private', im: 'im' } as const;

const list: Method = (workspace, raw) => {
  const given = readArguments({ types: optionalWord, exclude_archived: flag, ...paging }, raw);
  const types = z
    .array(z.enum(['public_channel', 'private_channel', 'im', 'mpim']))
    .safeParse((given.types ?? 'public_channel').split(',').map((type) => type.trim()));
  if (!types.success) throw new SlackError('invalid_types');
  const wanted = new Set(types.data.flatMap((type) => (type === 'mpim' ? [] : [kinds[type]])));
  const page = paginate(
    workspace.channels.filter(
      ({ kind, members, archived }) =>
        wanted.has(kind) &&
        !(archived && given.exclude_archived === true) &&
        (kind === 'public' || members.includes(workspace.bot.userId)),
    ),
    given,
  );
  return {
    channels: page.items.map((channel) => channelOnWire(workspace, channel)),
    response_metadata: { next_cursor: page.next },
  };
};

const window = {
  oldest: optionalWord,
  latest: optionalWord,
  inclusive: flag,
  include_all_metadata: flag,
  ...paging,
};

const history: Method = (workspace, raw) => {
  const given = readArguments({ channel: word, ...window }, raw);
  const channel = joinedChannel(workspace, given.channel);
  const messages = channel.messages
    .filter((message) => message.visibleTo === undefined && (message.broadcast || isRoot(message)))
    .filter(within(given))
    .toReversed();
  const page = paginate(messages, given);
  return {
    messages: page.items.map((message) =>
      messageOnWire(workspace, channel, message, { withMetadata: given.include_all_metadata }),
    ),
    has_more: page.next !== '',
    pin_count: 0,
    ...(page.next !== '' && { response_metadata: { next_cursor: page.next } }),
  };
};

const replies: Method = (workspace, raw) => {
  const given = readArguments({ channel: word, ts: timestamp, ...window }, raw);
  const channel = joinedChannel(workspace, given.channel);
  const asked = channel.messages.find(({ ts, visibleTo }) => ts === given.ts && visibleTo === undefined);
  if (asked === undefined) throw new SlackError('thread_not_found');
  const rootTs = asked.threadTs ?? asked.ts;
  const inWindow = within(given);
  const thread = channel.messages.filter(
    (message) =>
      message.visibleTo === undefined &&
      (message.ts === rootTs || (message.threadTs === rootTs && inWindow(message))),
  );
  const page = paginate(thread, given);
  return {
    messages: page.items.map((message) =>
      messageOnWire(workspace, channel, message, { withMetadata: given.include_all_metadata }),
    ),
    has_more: page.next !== '',
    ...(page.next !== '' && { response_metadata: { next_cursor: page.next } }),
  };
};

const members: Method = (workspace, raw) => {
  const given = readArguments({ channel: word, ...paging }, raw);
  const page = paginate(visibleChannel(workspace, given.channel).members, given);
  return { members: page.items, response_metadata: { next_cursor: page.next } };
};

const open: Method = (workspace, raw) => {
  const given = readArguments(
    { users: optionalWord, channel: optionalWord, return_im: flag, prevent_creation: flag },
    raw,
  );
  if (given.channel !== undefined) return { channel: { id: visibleChannel(workspace, given.channel).id } };
  const users = (given.users ?? '').split(',').filter((user) => user !== '');
  if (users.length === 0) throw new SlackError('users_list_not_supplied');
  if (users.length > 1) throw new SlackError('method_not_supported_for_channel_type');
  const user = workspace.users.find(({ id }) => id === users[0]);
  if (user === undefined) throw new SlackError('user_not_found');
  if (user.isBot) throw new SlackError('cannot_dm_bot');
  if (user.deleted) throw new SlackError('user_disabled');
  const channel = directMessages(workspace, user.id);
  workspace.kernel.changed('slack');
  return { channel: given.return_im === true ? channelOnWire(workspace, channel) : { id: channel.id } };
};

const join: Method = (workspace, raw) => {
  const given = readArguments({ channel: word }, raw);
  const channel = visibleChannel(workspace, given.channel);
  if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
  if (channel.archived) throw new SlackError('is_archived');
  const already = channel.members.includes(workspace.bot.userId);
  if (!already) channel.members.push(workspace.bot.userId);
  workspace.kernel.changed('slack');
  return { channel: channelOnWire(workspace, channel), ...(already && { warning: 'already_in_channel' }) };
};

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.info': info,
  'conversations.list': list,
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.members': members,
  'conversations.open': open,
  'conversations.join': join,
};

function isRoot({ threadTs, ts }: StoredMessage): boolean {
  return threadTs === undefined || threadTs === ts;
}

interface Window {
  readonly oldest?: string | undefined;
  readonly latest?: string | undefined;
  readonly inclusive?: boolean | undefined;
}

/** Compared as text: a ts as a number would lose its last digits to nothing, yet equality must be exact. */
function within({ oldest, latest, inclusive = false }: Window): (message: StoredMessage) => boolean {
  return ({ ts }) => {
    if (inclusive && (ts === oldest || ts === latest)) return true;
    if (oldest !== undefined && Number(ts) <= Number(oldest)) return false;
    return latest === undefined || Number(latest) === 0 || Number(ts) < Number(latest);
  };
}
