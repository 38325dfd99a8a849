import type { WebClient } from '@slack/web-api';
import { withPermit } from '../providers/permit.ts';
import type { MessageView } from './views/blocks.ts';

const eventType = 'cabeceo_message';
/** Slack's clock and ours may differ by this much, ms. */
const skewMs = 60_000;

/** Marks a message as ours, so that it is found again when Slack's answer to the post was lost. */
export function messageMetadata(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: eventType, event_payload: { key } };
}

/** Answers the ts. */
export async function post(
  slack: WebClient,
  message: {
    readonly channel: string;
    readonly key: string;
    readonly view: MessageView;
    readonly thread?: string | undefined;
  },
): Promise<string> {
  const { channel, key, view, thread } = message;
  const posted = await slack.chat.postMessage({
    channel,
    ...content(view),
    metadata: messageMetadata(key),
    ...(thread && { thread_ts: thread }),
    unfurl_links: false,
    unfurl_media: false,
  });
  if (posted.ts === undefined) throw new Error('Slack posted a message without a ts');
  return posted.ts;
}

export function content(view: MessageView) {
  return { text: view.text, blocks: [...view.blocks] };
}

export interface Posted {
  readonly channel: string;
  readonly key: string;
  /** ms since the epoch: not posted before. */
  readonly since: number;
  readonly thread?: string | undefined;
}

/** The ts of the message that carries the key, if it was posted. */
export async function findPosted(slack: WebClient, posted: Posted): Promise<string | undefined> {
  return (await everyPosted(slack, posted))[0];
}

/**
 * Takes a message back of which there are two: whoever sent it was paused meanwhile, and the one that took over looked for
 * it, did not find it, posted it, and goes by its own. The right to send is over, but not the duty to clean up.
 */
export async function takeBackDouble(
  { slack, log }: { readonly slack: WebClient; readonly log: Log },
  posted: Posted & { readonly ts: string },
): Promise<void> {
  await withPermit(allowed, () => deleteDouble(slack, posted)).catch((error: unknown) =>
    log.warn({ err: error, message: posted.key }, 'it is not known whether Slack shows a message twice'),
  );
}

interface Log {
  warn(facts: object, text: string): void;
}

const allowed = (): void => undefined;

async function deleteDouble(slack: WebClient, posted: Posted & { readonly ts: string }): Promise<void> {
  const { ts } = posted;
  const all = await everyPosted(slack, posted);
  if (all.every((other) => other === ts)) return;
  await slack.chat.delete({ channel: await conversationOf(slack, posted.channel), ts });
}

async function everyPosted(
  slack: WebClient,
  { channel: address, key, since, thread }: Posted,
): Promise<readonly string[]> {
  const channel = await conversationOf(slack, address);
  const oldest = String((since - skewMs) / 1000);
  const page = { channel, oldest, limit: 200, include_all_metadata: true };
  const { messages = [] } = thread
    ? await slack.conversations.replies({ ...page, ts: thread })
    : await slack.conversations.history(page);
  return messages.flatMap(({ metadata, ts }) => (keyOf(metadata) === key && ts !== undefined ? [ts] : []));
}

/** A message to a person is posted under the person's id; what was posted is found in the conversation with them. */
export async function conversationOf(slack: WebClient, address: string): Promise<string> {
  if (!/^[UW]/.test(address)) return address;
  const { channel } = await slack.conversations.open({ users: address });
  if (channel?.id === undefined) throw new Error('Slack opened a conversation without an id');
  return channel.id;
}

function keyOf(metadata: { event_type?: string; event_payload?: object } | undefined): unknown {
  if (metadata?.event_type !== eventType || !metadata.event_payload) return undefined;
  return 'key' in metadata.event_payload ? metadata.event_payload.key : undefined;
}
