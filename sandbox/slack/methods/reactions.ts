import { readArguments, timestamp, word } from '../arguments.ts';
import { SlackError } from '../slack-error.ts';
import { joinedChannel } from './method.ts';
import type { Method } from './method.ts';

const add: Method = (workspace, raw) => {
  const given = readArguments({ channel: word, name: word, timestamp }, raw);
  const channel = joinedChannel(workspace, given.channel);
  const message = channel.messages.find(
    ({ ts, visibleTo }) => ts === given.timestamp && visibleTo === undefined,
  );
  if (message === undefined) throw new SlackError('message_not_found');
  const name = given.name.replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError('invalid_name');
  const reaction = message.reactions.find((candidate) => candidate.name === name);
  if (reaction?.users.includes(workspace.bot.userId) === true) throw new SlackError('already_reacted');
  if (reaction === undefined) message.reactions.push({ name, users: [workspace.bot.userId] });
  else reaction.users.push(workspace.bot.userId);
  workspace.kernel.changed('slack');
  return {};
};

export const reactions: Readonly<Record<string, Method>> = { 'reactions.add': add };
