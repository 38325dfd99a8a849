import type { Command } from '../commands/command.ts';

/** How Slack reaches the bot: at its public address (no path), or through the bot's own socket. */
export type Transport = { readonly kind: 'http'; readonly url: string } | { readonly kind: 'socket' };

/** The manifest from which Slack makes the app: commands from the table, and only the scopes that are used. */
export function slackManifest(commands: readonly Command[], transport: Transport) {
  const request = transport.kind === 'http' ? new URL('/slack/events', transport.url).href : undefined;
  return {
    _metadata: { major_version: 1 },
    display_information: {
      name: 'Cabeceo',
      description: 'Ships with a nod: one release over Vercel, Railway and Neon, told in one thread.',
      background_color: '#1f2a44',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'Cabeceo', always_online: true },
      slash_commands: commands.map(({ name, description, usage }) => ({
        command: name,
        ...(request !== undefined && { url: request }),
        description,
        usage_hint: usage,
        should_escape: false,
      })),
    },
    oauth_config: { scopes: { bot: Object.keys(botScopes) } },
    settings: {
      event_subscriptions: {
        ...(request !== undefined && { request_url: request }),
        bot_events: Object.keys(botEvents),
      },
      interactivity: { is_enabled: true, ...(request !== undefined && { request_url: request }) },
      org_deploy_enabled: false,
      socket_mode_enabled: transport.kind === 'socket',
      token_rotation_enabled: false,
    },
  };
}

/** Each event and what it is for: the manifest and docs/commands.md. */
export const botEvents = {
  app_home_opened: 'draws the Home of whoever opens it',
} as const;

/** Each scope and what needs it: the manifest and docs/commands.md. */
export const botScopes = {
  commands: 'slash commands',
  'chat:write': 'posts and edits its messages',
  'chat:write.public': 'the same in public channels that it is not a member of',
  'im:write': 'writes to people directly',
  'usergroups:read': 'who is in an approvers’ group',
  'users:read': 'names, and which workspace someone belongs to',
  'users:read.email': 'who wrote a commit, by its e-mail',
  'channels:read': 'the name and the age of a public channel: whether it is an incident’s',
  'groups:read': 'the same of private channels that it is a member of',
  'channels:history': 'finds a message of its own whose receipt was lost, in public channels',
  'groups:history': 'the same in private channels',
  'im:history': 'the same in direct messages',
} as const;
