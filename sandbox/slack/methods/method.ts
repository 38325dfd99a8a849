import { SlackError } from '../slack-error.ts';
import type { StoredChannel, Workspace } from '../workspace.ts';

/** One method of the Web API: raw arguments in, the answer's fields (besides `ok`) out. */
export type Method = (
  workspace: Workspace,
  raw: Readonly<Record<string, unknown>>,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** Private channels do not exist for those who are not in them. */
export function visibleChannel(workspace: Workspace, id: string): StoredChannel {
  const channel = workspace.channels.find((candidate) => candidate.id === id);
  if (channel === undefined || (channel.kind !== 'public' && !isMember(workspace, channel))) {
    throw new SlackError('channel_not_found');
  }
  return channel;
}

export function joinedChannel(workspace: Workspace, id: string): StoredChannel {
  const channel = visibleChannel(workspace, id);
  if (!isMember(workspace, channel)) throw new SlackError('not_in_channel');
  return channel;
}

function isMember(workspace: Workspace, channel: StoredChannel): boolean {
  return channel.members.includes(workspace.bot.userId);
}
