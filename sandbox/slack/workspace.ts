import type { KnownBlock, View } from '@slack/types';
import type { Kernel } from '../kernel/contract.ts';
import type { Channel, Message, SlackState, SlackUser, SlashCommand, UserGroup } from './state.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface StoredMessage extends Mutable<Message> {
  /** Also shown in the channel, though it is a reply. */
  readonly broadcast: boolean;
  readonly reactions: { readonly name: string; readonly users: string[] }[];
  /** What each person has picked in the message's menus: user -> block_id -> action_id -> value. */
  readonly picks: Map<string, StateValues>;
}

export interface StoredChannel extends Omit<Mutable<Channel>, 'messages' | 'members'> {
  readonly createdAt: number;
  archived: boolean;
  members: string[];
  messages: StoredMessage[];
}

export interface StoredGroup extends Omit<Mutable<UserGroup>, 'users'> {
  users: string[];
  updatedAt: number;
}

export interface StoredView {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  view: View;
  hash: string;
  values: StateValues;
  errors: Readonly<Record<string, string>>;
}

/** block_id -> action_id -> what `state.values` of a payload says. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

export interface Trigger {
  readonly user: string;
  readonly expiresAt: number;
  /** The modal in which it arose. */
  readonly viewId: string | undefined;
  used: boolean;
}

export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed. */
  readonly messageTs: string | undefined;
  readonly expiresAt: number;
  uses: number;
}

export interface SlackOptions {
  readonly commands: readonly SlashCommand[];
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Where the app takes requests; undefined until it runs, and with Socket Mode. */
  readonly eventsUrl: () => string | undefined;
  /** Least time between two messages in a channel (Slack's is about 1,000); 0: no limit. */
  readonly postIntervalMs?: number;
}

export interface WorkspaceContent {
  users: SlackUser[];
  groups: StoredGroup[];
  channels: StoredChannel[];
}

export interface Workspace extends WorkspaceContent {
  readonly kernel: Kernel;
  readonly options: SlackOptions;
  readonly team: SlackState['team'];
  readonly bot: SlackState['bot'];
  readonly appId: string;
  modals: StoredView[];
  homes: StoredView[];
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  postIntervalMs: number;
  lastMicroseconds: number;
}

export const slackbot = 'USLACKBOT';

export function emptyContent(options: SlackOptions) {
  return {
    modals: [],
    homes: [],
    triggers: new Map<string, Trigger>(),
    responseUrls: new Map<string, ResponseUrl>(),
    postIntervalMs: options.postIntervalMs ?? 0,
  };
}

/** `1700000000.123456`: the time, and unique in the workspace. */
export function nextTs(workspace: Workspace): string {
  workspace.lastMicroseconds = Math.max(workspace.lastMicroseconds + 1, workspace.kernel.clock.now() * 1000);
  return tsOf(workspace.lastMicroseconds);
}

export function tsOf(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  return `${seconds}.${String(Math.floor(microseconds % 1_000_000)).padStart(6, '0')}`;
}

export function addTrigger(workspace: Workspace, user: string, viewId?: string): string {
  const now = workspace.kernel.clock.now();
  const id = `${Math.floor(now / 1000)}.${now % 1000}.${workspace.kernel.id('', { separator: '', length: 32 })}`;
  workspace.triggers.set(id, { user, viewId, expiresAt: now + 3000, used: false });
  return id;
}

export function directMessages(workspace: Workspace, user: string): StoredChannel {
  const existing = workspace.channels.find(
    (channel) => channel.kind === 'im' && channel.members.includes(user),
  );
  if (existing !== undefined) return existing;
  const opened: StoredChannel = {
    id: workspace.kernel.id('D', { separator: '', length: 8 }).toUpperCase(),
    name: workspace.users.find(({ id }) => id === user)?.name ?? user,
    kind: 'im',
    topic: '',
    createdAt: workspace.kernel.clock.now(),
    archived: false,
    members: [user, workspace.bot.userId],
    messages: [],
  };
  workspace.channels.push(opened);
  return opened;
}

/** Ids for the blocks and elements that came without, as Slack gives them. */
export function withIds<B extends KnownBlock>(workspace: Workspace, blocks: readonly B[]): B[] {
  const id = () => workspace.kernel.id('', { separator: '', length: 5 });
  return structuredClone(blocks).map((block) => {
    for (const element of elementsOf(block)) element.action_id ??= id();
    return {
      ...block,
      block_id: block.block_id === undefined || block.block_id === '' ? id() : block.block_id,
    };
  });
}

export interface Element extends Record<string, unknown> {
  readonly type: string;
  action_id?: string;
}

/** The interactive elements of a block. */
export function elementsOf(block: KnownBlock): Element[] {
  switch (block.type) {
    case 'actions':
    case 'context_actions':
      return block.elements as unknown as Element[];
    case 'input':
      return [block.element as unknown as Element];
    case 'section':
      return block.accessory === undefined || block.accessory.type === 'image'
        ? []
        : [block.accessory as unknown as Element];
    default:
      return [];
  }
}
