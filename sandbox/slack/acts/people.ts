import { post } from '../messages.ts';
import type { Delivered } from '../envelope.ts';
import { directMessages, nextTs } from '../workspace.ts';
import type { StoredChannel } from '../workspace.ts';
import { viewOnWire } from '../wire.ts';
import { CannotAct, channelOf, person } from './actor.ts';
import { requireFreeName } from './channels.ts';
import type { Stage } from './actor.ts';
import { sendEvent } from './event.ts';

/** Acts that the app hears of through the Events API. `delivered` is absent where Slack would send nothing. */
export interface Heard {
  readonly delivered?: Delivered;
}

export interface MessageAct {
  readonly user: string;
  /** A channel, or the app's user id for direct messages. */
  readonly channel: string;
  readonly text: string;
  readonly threadTs?: string | undefined;
}

export async function writeMessage(
  stage: Stage,
  act: MessageAct,
  signal: AbortSignal,
): Promise<Heard & { readonly ts: string; readonly channel: string }> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  const id = act.channel === workspace.bot.userId ? directMessages(workspace, user.id).id : act.channel;
  const channel = channelOf(workspace, user, id);
  if (act.threadTs !== undefined && channel.messages.every(({ ts }) => ts !== act.threadTs)) {
    throw new CannotAct(`There is no message ${act.threadTs} in ${channel.name}.`);
  }
  const mention = `<@${workspace.bot.userId}>`;
  const text = act.text.replace(new RegExp(`@${workspace.bot.name}\\b`, 'gi'), mention);
  const message = post(workspace, channel, { user: user.id, text, blocks: [], threadTs: act.threadTs });
  const wrote = { ts: message.ts, channel: channel.id };
  const type = eventType(channel, text.includes(mention) && channel.members.includes(workspace.bot.userId));
  if (type === undefined) return wrote;
  const event = {
    type,
    user: user.id,
    text,
    ts: message.ts,
    event_ts: message.ts,
    channel: channel.id,
    team: user.teamId,
    ...(type === 'message' && { channel_type: 'im' }),
    ...(act.threadTs !== undefined && { thread_ts: act.threadTs }),
  };
  return { ...wrote, delivered: await sendEvent(stage, event, signal) };
}

export async function openHome(
  stage: Stage,
  act: { readonly user: string },
  signal: AbortSignal,
): Promise<Heard> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  const home = workspace.homes.find((candidate) => candidate.user === user.id);
  const event = {
    type: 'app_home_opened',
    user: user.id,
    channel: directMessages(workspace, user.id).id,
    tab: 'home',
    event_ts: nextTs(workspace),
    ...(home !== undefined && { view: viewOnWire(workspace, home) }),
  };
  return { delivered: await sendEvent(stage, event, signal) };
}

export interface MembershipAct {
  readonly user: string;
  readonly channel: string;
}

export async function join(stage: Stage, act: MembershipAct, signal: AbortSignal): Promise<Heard> {
  const { workspace } = stage;
  const { channel, user } = member(stage, act);
  if (channel.members.includes(user)) return {};
  channel.members.push(user);
  workspace.kernel.changed('slack');
  const event = {
    type: 'member_joined_channel',
    user,
    channel: channel.id,
    channel_type: channel.kind === 'private' ? 'G' : 'C',
    team: workspace.team.id,
    event_ts: nextTs(workspace),
  };
  if (!channel.members.includes(workspace.bot.userId)) return {};
  return { delivered: await sendEvent(stage, event, signal) };
}

export function leave(stage: Stage, act: MembershipAct): Heard {
  const { channel, user } = member(stage, act);
  channel.members = channel.members.filter((candidate) => candidate !== user);
  stage.workspace.kernel.changed('slack');
  return {};
}

export interface ChannelAct {
  readonly user: string;
  readonly name: string;
  readonly kind: 'public' | 'private';
  readonly topic: string;
  readonly members: readonly string[];
}

export async function createChannel(
  stage: Stage,
  act: ChannelAct,
  signal: AbortSignal,
): Promise<Heard & { readonly channel: string }> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  requireFreeName(workspace, act.name);
  const channel: StoredChannel = {
    id: workspace.kernel.id('C', { separator: '', length: 9 }).toUpperCase(),
    name: act.name,
    kind: act.kind,
    topic: act.topic,
    createdAt: workspace.kernel.clock.now(),
    archived: false,
    members: [user.id],
    messages: [],
  };
  workspace.channels.push(channel);
  workspace.kernel.changed('slack');
  let heard: Heard = {};
  for (const id of act.members) heard = await join(stage, { user: id, channel: channel.id }, signal);
  return { ...heard, channel: channel.id };
}

/** Somebody new in the workspace. */
export function addPerson(
  { workspace }: Stage,
  act: { readonly name: string; readonly email?: string | undefined; readonly title: string },
): { readonly user: string } {
  const [first = ''] = act.name.toLowerCase().split(' ');
  const user = {
    id: workspace.kernel.id('U', { separator: '', length: 9 }).toUpperCase(),
    name: first,
    realName: act.name,
    title: act.title,
    email: act.email ?? `${act.name.toLowerCase().replaceAll(' ', '.')}@mundo-tango.example`,
    color: '#515a5a',
    isBot: false,
    teamId: workspace.team.id,
    isRestricted: false,
    deleted: false,
  };
  workspace.users.push(user);
  workspace.kernel.changed('slack');
  return { user: user.id };
}

/** Switches an account off. The user groups go on naming it. */
export function deactivate({ workspace }: Stage, act: { readonly user: string }): Heard {
  const { id } = person(workspace, act.user);
  workspace.users = workspace.users.map((user) => (user.id === id ? { ...user, deleted: true } : user));
  workspace.kernel.changed('slack');
  return {};
}

/** Who is in a user group. */
export async function changeGroup(
  stage: Stage,
  act: { readonly group: string; readonly users: readonly string[] },
  signal: AbortSignal,
): Promise<Heard> {
  const { workspace } = stage;
  const group = workspace.groups.find(({ id, handle }) => id === act.group || handle === act.group);
  if (group === undefined) throw new CannotAct(`There is no user group ${act.group}.`);
  for (const id of act.users) person(workspace, id);
  const before = group.users;
  group.users = [...act.users];
  group.updatedAt = workspace.kernel.clock.now();
  workspace.kernel.changed('slack');
  const event = {
    type: 'subteam_members_changed',
    subteam_id: group.id,
    team_id: workspace.team.id,
    added_users: group.users.filter((id) => !before.includes(id)),
    removed_users: before.filter((id) => !group.users.includes(id)),
    date_update: Math.floor(group.updatedAt / 1000),
    event_ts: nextTs(workspace),
  };
  return { delivered: await sendEvent(stage, event, signal) };
}

function eventType(channel: StoredChannel, mentioned: boolean): 'message' | 'app_mention' | undefined {
  if (channel.kind === 'im') return 'message';
  return mentioned ? 'app_mention' : undefined;
}

function member({ workspace }: Stage, act: MembershipAct): { channel: StoredChannel; user: string } {
  const channel = workspace.channels.find(({ id }) => id === act.channel);
  if (channel === undefined || channel.kind === 'im')
    throw new CannotAct(`There is no channel ${act.channel}.`);
  const user = workspace.users.find(({ id }) => id === act.user);
  if (user === undefined) throw new CannotAct(`There is no user ${act.user}.`);
  return { channel, user: user.id };
}
