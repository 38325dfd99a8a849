import type { Operation } from '../domain/operation.ts';
import { redrawCopy, settleCopy } from '../store/copies.ts';
import { type Fence, FencedError } from '../store/fence.ts';
import { type Message, noteMessage, postpone } from '../store/messages.ts';
import { drawCopy, type DrawOptions } from './draw.ts';
import { content, conversationOf, findPosted, post, takeBackDouble } from './posted.ts';

type CopyMessage = Message & { readonly kind: 'copy' };

interface ShowOptions extends DrawOptions {
  readonly log: { warn(facts: object, text: string): void };
}

/** Edits of one copy come at least this far apart, unless its state has changed, ms. */
const editGapMs = 2_000;

/** Posts the card to an approver once, and edits it in place from then on. */
export async function showCopy(
  options: ShowOptions,
  { message, operation }: { readonly message: CopyMessage; readonly operation: Operation },
  fence: Fence,
): Promise<void> {
  const { store, slack } = options;
  const { key, channel, intentAt } = message;
  const since = store.now();
  const dueAt = (message.shownAt ?? 0) + editGapMs;
  if (message.ts !== undefined && message.shownState === operation.state && dueAt > since)
    return postpone(store, message, dueAt, fence);
  const view = await drawCopy(options, operation, fence);
  const shown =
    message.ts ??
    (intentAt === undefined ? undefined : await findPosted(slack, { channel, key, since: intentAt }));
  const ts = shown ?? (await post(slack, { channel, key, view }));
  const conversation = message.conversation ?? (await conversationOf(slack, channel));
  if (shown !== undefined) await slack.chat.update({ channel: conversation, ts, ...content(view) });
  const noted = { ts, conversation, shownAt: store.now(), shownState: operation.state };
  await noteMessage(store, key, noted, fence).catch(async (error: unknown) => {
    // A worker that was paused: what it sent may have come after what the worker that took over sent.
    if (!(error instanceof FencedError)) throw error;
    if (shown !== undefined) await redrawCopy(store, message);
    else await takeBackDouble(options, { channel, key, ts, since });
    throw error;
  });
  await settleCopy(store, message, fence);
}
