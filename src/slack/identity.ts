import { WebAPIPlatformError } from '@slack/web-api';
import { parseSlackUserId, type SlackUserId } from '../domain/ids.ts';
import { createCache } from './cache.ts';

/** Who people are, asked of Slack. What Slack does not answer is never taken from an older answer. */
export interface Identity {
  /** Members of a user group. */
  membersOf(group: string): Promise<Members>;
  /** Whether somebody is a full member of the bot's own workspace. */
  userOf(user: SlackUserId): Promise<User>;
  /** Whose e-mail it is; undefined where nobody has it, or Slack does not say. */
  userOfEmail(email: string): Promise<SlackUserId | undefined>;
}

/** `why`: Slack's error code, for the log. */
export type Members =
  | { readonly kind: 'known'; readonly users: readonly string[] }
  | { readonly kind: 'unreachable'; readonly why: string };

export type User =
  /** `zone`: of their clock (IANA), where Slack says. */
  | { readonly kind: 'member'; readonly zone?: string }
  | { readonly kind: 'outsider'; readonly why: OutsiderReason }
  | { readonly kind: 'unreachable'; readonly why: string };

type OutsiderReason = 'another_workspace' | 'guest' | 'bot' | 'deactivated' | 'unknown';

/** The part of Slack's WebClient that is used here; its own timeout and retries must be short. */
export interface PeopleClient {
  readonly auth: { test(): Promise<{ readonly team_id?: string }> };
  readonly users: {
    info(wanted: { readonly user: string }): Promise<{ readonly user?: SlackUser }>;
    lookupByEmail(wanted: {
      readonly email: string;
    }): Promise<{ readonly user?: { readonly id?: string | undefined } }>;
  };
  readonly usergroups: {
    readonly users: { list(wanted: { readonly usergroup: string }): Promise<{ readonly users?: string[] }> };
  };
}

interface SlackUser {
  readonly team_id?: string;
  readonly deleted?: boolean;
  readonly tz?: string;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly enterprise_user?: { readonly teams?: readonly string[] };
}

export interface IdentityOptions {
  readonly client: PeopleClient;
  readonly ttlMs?: number;
  readonly now?: () => number;
}

/** An address keeps its owner. */
const emailTtlMs = 10 * 60_000;

export function createIdentity({ client, ttlMs = 60_000, now = Date.now }: IdentityOptions): Identity {
  const groups = createCache<readonly string[]>({ ttlMs, now });
  const users = createCache<User>({ ttlMs, now });
  const emails = createCache<SlackUserId | undefined>({ ttlMs: emailTtlMs, now });
  const teams = createCache<string>({ ttlMs: Infinity, now });

  const ownTeam = () => teams.get('own', async () => required((await client.auth.test()).team_id, 'team_id'));
  const lookUp = async (user: SlackUserId): Promise<User> => {
    const [team, found] = await Promise.all([ownTeam(), findUser(client, user)]);
    const why = found === undefined ? 'unknown' : outsiderReason(found, team);
    if (why !== undefined) return { kind: 'outsider', why };
    return { kind: 'member', ...(found?.tz !== undefined && { zone: found.tz }) };
  };

  return {
    membersOf: async (group) => {
      try {
        const list = async () =>
          required((await client.usergroups.users.list({ usergroup: group })).users, 'users');
        return { kind: 'known', users: await groups.get(group, list) };
      } catch (error) {
        return { kind: 'unreachable', why: codeOf(error) };
      }
    },
    userOf: async (user) => {
      try {
        return await users.get(user, () => lookUp(user));
      } catch (error) {
        return { kind: 'unreachable', why: codeOf(error) };
      }
    },
    userOfEmail: (email) =>
      emails.get(email.toLowerCase(), () => findByEmail(client, email)).catch(() => undefined),
  };
}

async function findByEmail(client: PeopleClient, email: string): Promise<SlackUserId | undefined> {
  try {
    return parseSlackUserId(required((await client.users.lookupByEmail({ email })).user?.id, 'user'));
  } catch (error) {
    if (error instanceof WebAPIPlatformError && error.data.error === 'users_not_found') return undefined;
    throw error;
  }
}

async function findUser(client: PeopleClient, user: SlackUserId): Promise<SlackUser | undefined> {
  try {
    return required((await client.users.info({ user })).user, 'user');
  } catch (error) {
    const unknown = ['user_not_found', 'user_not_visible'];
    if (error instanceof WebAPIPlatformError && unknown.includes(error.data.error)) return undefined;
    throw error;
  }
}

function outsiderReason(user: SlackUser, team: string): OutsiderReason | undefined {
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
  if (user.is_stranger === true || !teams.includes(team)) return 'another_workspace';
  if (user.deleted === true) return 'deactivated';
  if (user.is_bot === true) return 'bot';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : undefined;
}

/** An answer without its one field is no answer. */
function required<Value>(value: Value | undefined, field: string): Value {
  if (value === undefined) throw new Error(`Slack answered without ${field}`);
  return value;
}

/** Codes only: a message may quote what was sent. */
function codeOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}
