import type { KnownBlock } from '@slack/types';
import { messageBlockErrors } from './block-kit.ts';
import { SlackError, invalid } from './slack-error.ts';
import { nextTs, slackbot, withIds } from './workspace.ts';
import type { StoredChannel, StoredMessage, Workspace } from './workspace.ts';

/** Slack cuts what is longer. */
const longestText = 40_000;

export interface Content {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Checked, cut, and with ids. */
export function content(
  workspace: Workspace,
  given: { text?: string | undefined; blocks?: unknown },
): Content {
  const blocks = given.blocks ?? [];
  const errors = messageBlockErrors(blocks);
  if (errors.length > 0)
    throw invalid(Array.isArray(blocks) ? 'invalid_blocks' : 'invalid_blocks_format', errors);
  const text = cut(given.text ?? '');
  if (text === '' && (blocks as unknown[]).length === 0) throw new SlackError('no_text');
  return { text, blocks: withIds(workspace, blocks as KnownBlock[]) };
}

export interface NewMessage extends Content {
  readonly user: string;
  readonly threadTs?: string | undefined;
  readonly broadcast?: boolean | undefined;
  readonly metadata?: unknown;
  readonly visibleTo?: string | undefined;
}

export function post(workspace: Workspace, channel: StoredChannel, given: NewMessage): StoredMessage {
  const message: StoredMessage = {
    ts: nextTs(workspace),
    user: given.user,
    text: given.text,
    blocks: given.blocks,
    versions: [given.text],
    broadcast: given.broadcast ?? false,
    reactions: [],
    picks: new Map(),
    ...(given.threadTs !== undefined && { threadTs: given.threadTs }),
    ...(given.metadata !== undefined && { metadata: given.metadata }),
    ...(given.visibleTo !== undefined && { visibleTo: given.visibleTo }),
  };
  channel.messages.push(message);
  workspace.kernel.changed('slack');
  return message;
}

export function edit(workspace: Workspace, message: StoredMessage, { text, blocks }: Content): void {
  message.text = text;
  message.blocks = blocks;
  message.versions = [...message.versions, text];
  message.editedAt = workspace.kernel.clock.now();
  message.picks.clear();
  workspace.kernel.changed('slack');
}

/** A thread's root leaves a tombstone, so that its replies stay readable. */
export function remove(workspace: Workspace, channel: StoredChannel, message: StoredMessage): void {
  if (channel.messages.some(({ threadTs, ts }) => threadTs === message.ts && ts !== message.ts)) {
    edit(workspace, message, { text: 'This message was deleted.', blocks: [] });
    message.user = slackbot;
    delete message.metadata;
    return;
  }
  channel.messages.splice(channel.messages.indexOf(message), 1);
  workspace.kernel.changed('slack');
}

export function tell(workspace: Workspace, channel: StoredChannel, user: string, text: string): void {
  post(workspace, channel, { user: slackbot, text, blocks: [], visibleTo: user });
}

/** The root of the thread that a reply to `threadTs` joins. */
export function threadOf(channel: StoredChannel, threadTs: string | undefined): string | undefined {
  if (threadTs === undefined || threadTs === '') return undefined;
  const root = channel.messages.find(({ ts, visibleTo }) => ts === threadTs && visibleTo === undefined);
  if (root === undefined) throw new SlackError('thread_not_found');
  if (root.threadTs !== undefined && root.threadTs !== root.ts)
    throw new SlackError('cannot_reply_to_message');
  return threadTs;
}

function cut(text: string): string {
  return text.length > longestText ? text.slice(0, longestText) : text;
}
