import { createCache } from './cache.ts';

/** Channels as Slack knows them now, by their ids: names change, and the name in a command may not be one. */
export interface Channels {
  /** Undefined where there is no such channel, the bot may not see it, or Slack does not say. */
  channelOf(id: string): Promise<SlackChannel | undefined>;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  /** ms since the epoch */
  readonly createdAt: number;
  /** With people of other organisations. */
  readonly shared: boolean;
  readonly archived: boolean;
}

/** The part of Slack's WebClient that is used here; its own timeout and retries must be short. */
export interface ChannelsClient {
  readonly conversations: {
    info(wanted: { readonly channel: string }): Promise<{ readonly channel?: AnsweredChannel }>;
  };
}

interface AnsweredChannel {
  readonly id?: string;
  readonly name?: string;
  /** Seconds since the epoch. */
  readonly created?: number;
  readonly is_ext_shared?: boolean;
  readonly is_archived?: boolean;
}

export interface ChannelsOptions {
  readonly client: ChannelsClient;
  readonly ttlMs?: number;
  readonly now?: () => number;
}

/** What Slack does not answer is asked again the next time, and never taken from an older answer. */
export function createChannels({ client, ttlMs = 60_000, now = Date.now }: ChannelsOptions): Channels {
  const known = createCache<SlackChannel | undefined>({ ttlMs, now });
  const ask = async (id: string) =>
    parseChannel(id, (await client.conversations.info({ channel: id })).channel);
  return { channelOf: (id) => known.get(id, () => ask(id)).catch(() => undefined) };
}

/** Direct messages have no name: they are no channels. */
function parseChannel(id: string, answered: AnsweredChannel | undefined): SlackChannel | undefined {
  if (answered?.id !== id || !answered.name || answered.created === undefined) return undefined;
  return {
    id,
    name: answered.name,
    createdAt: answered.created * 1000,
    shared: answered.is_ext_shared === true,
    archived: answered.is_archived === true,
  };
}
