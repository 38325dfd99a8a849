import type { SlackUser } from './state.ts';
import type {
  StateValues,
  StoredChannel,
  StoredGroup,
  StoredMessage,
  StoredView,
  Workspace,
} from './workspace.ts';

/** The shapes in which Slack's Web API and payloads speak of what the workspace holds. */
export function messageOnWire(
  workspace: Workspace,
  channel: StoredChannel,
  message: StoredMessage,
  { withMetadata = false }: { readonly withMetadata?: boolean | undefined } = {},
): Record<string, unknown> {
  const replies = channel.messages.filter(
    ({ threadTs, ts, visibleTo }) => threadTs === message.ts && ts !== message.ts && visibleTo === undefined,
  );
  const isRoot = replies.length > 0;
  const ofBot = message.user === workspace.bot.userId;
  return {
    type: 'message',
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: workspace.users.find(({ id }) => id === message.user)?.teamId ?? workspace.team.id,
    ...(ofBot && {
      bot_id: workspace.bot.botId,
      app_id: workspace.appId,
      bot_profile: botProfile(workspace),
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.visibleTo !== undefined && { is_ephemeral: true }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(isRoot && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users_count: new Set(replies.map(({ user }) => user)).size,
      reply_users: [...new Set(replies.map(({ user }) => user))],
      latest_reply: replies.at(-1)?.ts,
      is_locked: false,
      subscribed: false,
    }),
    ...(message.editedAt !== undefined && {
      edited: {
        user: ofBot ? workspace.bot.botId : message.user,
        ts: `${Math.floor(message.editedAt / 1000)}.000000`,
      },
    }),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map(({ name, users }) => ({ name, users, count: users.length })),
    }),
    ...(withMetadata && message.metadata !== undefined && { metadata: message.metadata }),
  };
}

export function channelOnWire(workspace: Workspace, channel: StoredChannel): Record<string, unknown> {
  const created = Math.floor(channel.createdAt / 1000);
  const shared = {
    id: channel.id,
    created,
    is_archived: channel.archived,
    is_org_shared: false,
    context_team_id: workspace.team.id,
    updated: channel.createdAt,
  };
  if (channel.kind === 'im') {
    return {
      ...shared,
      is_im: true,
      is_open: true,
      user: channel.members.find((member) => member !== workspace.bot.userId),
      is_user_deleted: false,
      priority: 0,
    };
  }
  const external = channel.members.some(
    (member) => workspace.users.find(({ id }) => id === member)?.teamId !== workspace.team.id,
  );
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: channel.members.includes(workspace.bot.userId),
    is_shared: external,
    is_ext_shared: external,
    is_pending_ext_shared: false,
    creator: channel.members[0],
    topic: { value: channel.topic, creator: channel.members[0], last_set: created },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
    num_members: channel.members.length,
  };
}

export function userOnWire(workspace: Workspace, user: SlackUser): Record<string, unknown> {
  const stranger = user.teamId !== workspace.team.id;
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    color: user.color.slice(1),
    real_name: user.realName,
    tz: 'America/Argentina/Buenos_Aires',
    tz_label: 'Argentina Time',
    tz_offset: -10_800,
    profile: {
      title: user.title,
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      ...(!user.isBot && { email: user.email }),
      ...(user.id === workspace.bot.userId && { api_app_id: workspace.appId, bot_id: workspace.bot.botId }),
      team: user.teamId,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isRestricted,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    ...(stranger && { is_stranger: true }),
    updated: 1_700_000_000,
  };
}

export function groupOnWire(workspace: Workspace, group: StoredGroup): Record<string, unknown> {
  const updated = Math.floor(group.updatedAt / 1000);
  return {
    id: group.id,
    team_id: workspace.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: '',
    handle: group.handle,
    is_external: false,
    date_create: updated,
    date_update: updated,
    date_delete: 0,
    auto_type: null,
    auto_provision: false,
    enterprise_subteam_id: '',
    created_by: group.users[0] ?? '',
    updated_by: group.users[0] ?? '',
    deleted_by: null,
    prefs: { channels: [], groups: [] },
    user_count: group.users.length,
  };
}

export function viewOnWire(
  workspace: Workspace,
  stored: StoredView,
  values: StateValues = stored.values,
): Record<string, unknown> {
  const { view } = stored;
  return {
    id: stored.id,
    team_id: workspace.team.id,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    ...(view.type === 'modal' && { close: null, submit: null }),
    clear_on_close: false,
    notify_on_close: false,
    ...view,
    state: { values },
    hash: stored.hash,
    previous_view_id: stored.previousId ?? null,
    root_view_id: stored.rootId,
    app_id: workspace.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.botId,
  };
}

function botProfile(workspace: Workspace) {
  return {
    id: workspace.bot.botId,
    app_id: workspace.appId,
    user_id: workspace.bot.userId,
    name: workspace.bot.name,
    deleted: false,
    team_id: workspace.team.id,
  };
}
