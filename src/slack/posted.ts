import type { WebClient } from '@slack/web-api';

const eventType = 'cabeceo_message';
/** Slack's clock and ours may differ by this much, ms. */
const skewMs = 60_000;

/** Marks a message as ours, so that it is found again when Slack's answer to the post was lost. */
export function messageMetadata(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: eventType, event_payload: { key } };
}

/** The ts of the message that carries the key, if it was posted. */
export async function findPosted(
  slack: WebClient,
  wanted: {
    readonly channel: string;
    readonly key: string;
    readonly since: number;
    readonly thread?: string;
  },
): Promise<string | undefined> {
  const oldest = String((wanted.since - skewMs) / 1000);
  const page = { channel: wanted.channel, oldest, limit: 200, include_all_metadata: true };
  const { messages = [] } = wanted.thread
    ? await slack.conversations.replies({ ...page, ts: wanted.thread })
    : await slack.conversations.history(page);
  return messages.find(({ metadata }) => keyOf(metadata) === wanted.key)?.ts;
}

function keyOf(metadata: { event_type?: string; event_payload?: object } | undefined): unknown {
  if (metadata?.event_type !== eventType || !metadata.event_payload) return undefined;
  return 'key' in metadata.event_payload ? metadata.event_payload.key : undefined;
}
