import type { KnownBlock, View } from '@slack/types';

/** What the local Slack holds: served as `slack` in `GET /_sandbox/state`, shown by the page. */
export interface SlackState {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: { readonly userId: string; readonly botId: string; readonly name: string };
  readonly users: readonly SlackUser[];
  readonly groups: readonly UserGroup[];
  /** Public and private channels, and one DM (`im`) per person who talked with the bot. */
  readonly channels: readonly Channel[];
  readonly commands: readonly SlashCommand[];
  /** Modals open now, the top of each person's stack last. */
  readonly modals: readonly OpenView[];
  readonly homes: readonly OpenView[];
}

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly email: string;
  /** CSS colour of the initials' tile. */
  readonly color: string;
  readonly isBot: boolean;
  /** Guests and people of other workspaces exist too. */
  readonly teamId: string;
  readonly isRestricted: boolean;
  /** Left the company: their account is switched off. */
  readonly deleted: boolean;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly topic: string;
  readonly members: readonly string[];
  /** Oldest first; replies carry `threadTs`. Ephemeral ones carry `visibleTo`. */
  readonly messages: readonly Message[];
}

export interface Message {
  readonly ts: string;
  readonly threadTs?: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly metadata?: unknown;
  readonly editedAt?: number;
  /** Every version's text, oldest first: tests read how a message grew. */
  readonly versions: readonly string[];
  readonly visibleTo?: string;
}

export interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly view: View;
  /** block_id -> message, after a submission that the app refused. */
  readonly errors: Readonly<Record<string, string>>;
}
