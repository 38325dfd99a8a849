import { z } from 'zod';
import { flag, json, optionalWord, readArguments, timestamp, word } from '../arguments.ts';
import { content, edit, post, remove, threadOf } from '../messages.ts';
import { SlackError } from '../slack-error.ts';
import { messageOnWire } from '../wire.ts';
import { directMessages } from '../workspace.ts';
import type { StoredChannel, StoredMessage, Workspace } from '../workspace.ts';
import { joinedChannel, visibleChannel } from './method.ts';
import type { Method } from './method.ts';

const blocks = json(z.unknown()).optional();
const metadata = json(
  z.object({
    event_type: z.string().min(1).optional(),
    event_payload: z.record(z.string(), z.unknown()).optional(),
  }),
).optional();
const rendering = {
  mrkdwn: flag,
  parse: optionalWord,
  link_names: flag,
  unfurl_links: flag,
  unfurl_media: flag,
};

const postMessage: Method = (workspace, raw) => {
  const given = readArguments(
    {
      channel: word,
      text: optionalWord,
      blocks,
      metadata,
      thread_ts: optionalWord,
      reply_broadcast: flag,
      username: optionalWord,
      icon_emoji: optionalWord,
      icon_url: optionalWord,
      ...rendering,
    },
    raw,
  );
  const channel = destination(workspace, given.channel);
  limitRate(workspace, channel);
  const threadTs = threadOf(channel, given.thread_ts);
  const message = post(workspace, channel, {
    ...content(workspace, given),
    user: workspace.bot.userId,
    threadTs,
    broadcast: threadTs !== undefined && given.reply_broadcast === true,
    metadata: checkedMetadata(given.metadata),
  });
  return {
    channel: channel.id,
    ts: message.ts,
    message: messageOnWire(workspace, channel, message, { withMetadata: true }),
  };
};

const postEphemeral: Method = (workspace, raw) => {
  const given = readArguments(
    { channel: word, user: word, text: optionalWord, blocks, thread_ts: optionalWord, ...rendering },
    raw,
  );
  const channel = destination(workspace, given.channel);
  if (!channel.members.includes(given.user)) throw new SlackError('user_not_in_channel');
  const message = post(workspace, channel, {
    ...content(workspace, given),
    user: workspace.bot.userId,
    threadTs: threadOf(channel, given.thread_ts),
    visibleTo: given.user,
  });
  return { message_ts: message.ts };
};

const update: Method = (workspace, raw) => {
  const given = readArguments(
    {
      channel: word,
      ts: timestamp,
      text: optionalWord,
      blocks,
      metadata,
      reply_broadcast: flag,
      ...rendering,
    },
    raw,
  );
  const channel = visibleChannel(workspace, given.channel);
  const message = lasting(channel, given.ts);
  if (message.user !== workspace.bot.userId) throw new SlackError('cant_update_message');
  if (given.text === undefined && given.blocks === undefined) throw new SlackError('no_text');
  // Text alone removes the blocks; blocks alone keep the text (docs.slack.dev, chat.update).
  edit(workspace, message, content(workspace, { text: given.text ?? message.text, blocks: given.blocks }));
  setMetadata(message, given.metadata);
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: messageOnWire(workspace, channel, message, { withMetadata: true }),
  };
};

const deleteMessage: Method = (workspace, raw) => {
  const given = readArguments({ channel: word, ts: timestamp }, raw);
  const channel = visibleChannel(workspace, given.channel);
  const message = lasting(channel, given.ts);
  if (message.user !== workspace.bot.userId) throw new SlackError('cant_delete_message');
  remove(workspace, channel, message);
  return { channel: channel.id, ts: given.ts };
};

const getPermalink: Method = (workspace, raw) => {
  const given = readArguments({ channel: word, message_ts: timestamp }, raw);
  const channel = visibleChannel(workspace, given.channel);
  const { ts, threadTs } = lasting(channel, given.message_ts);
  const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel.id}`;
  return {
    channel: channel.id,
    permalink: `https://${workspace.team.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}${thread}`,
  };
};

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': deleteMessage,
  'chat.getPermalink': getPermalink,
};

/** A channel's id or name, or a person's id: then their direct messages. */
function destination(workspace: Workspace, id: string): StoredChannel {
  const user = workspace.users.find((candidate) => candidate.id === id);
  if (user !== undefined) {
    if (user.isBot) throw new SlackError('cannot_dm_bot');
    if (user.deleted) throw new SlackError('channel_not_found');
    return directMessages(workspace, user.id);
  }
  const named = workspace.channels.find(({ kind, name }) => kind !== 'im' && name === id.replace(/^#/, ''));
  const channel = joinedChannel(workspace, named?.id ?? id);
  if (channel.archived) throw new SlackError('is_archived');
  return channel;
}

function limitRate(workspace: Workspace, channel: StoredChannel): void {
  const last = channel.messages.findLast(({ user }) => user === workspace.bot.userId);
  if (last === undefined || workspace.postIntervalMs === 0) return;
  const wait = Number(last.ts) * 1000 + workspace.postIntervalMs - workspace.kernel.clock.now();
  if (wait <= 0) return;
  throw new SlackError('ratelimited', { retryAfterSeconds: Math.ceil(wait / 1000) }, 429);
}

/** Ephemeral messages cannot be found again. */
function lasting(channel: StoredChannel, ts: string): StoredMessage {
  const message = channel.messages.find(
    (candidate) => candidate.ts === ts && candidate.visibleTo === undefined,
  );
  if (message === undefined) throw new SlackError('message_not_found');
  return message;
}

type Metadata = z.infer<typeof metadata>;

function checkedMetadata(given: Metadata): Metadata {
  if (given === undefined || Object.keys(given).length === 0) return undefined;
  if (given.event_type === undefined || given.event_payload === undefined) {
    throw new SlackError('invalid_metadata_format');
  }
  return given;
}

/** Left out: kept. Empty: removed. */
function setMetadata(message: StoredMessage, given: Metadata): void {
  if (given === undefined) return;
  const checked = checkedMetadata(given);
  if (checked === undefined) delete message.metadata;
  else message.metadata = checked;
}
