import type { WebClient } from '@slack/web-api';
import type { Store } from '../store/commit.ts';
import { type Fence, FencedError } from '../store/fence.ts';
import { type Message, noteMessage } from '../store/messages.ts';
import { settleNotice, showAgain } from '../store/notices.ts';
import { draw } from './draw.ts';
import { content, findPosted, post, takeBackDouble } from './posted.ts';
import { noticeView } from './views/notice-view.ts';

type NoticeMessage = Message & { readonly kind: 'notice' };

interface ShowOptions {
  readonly store: Store;
  readonly slack: WebClient;
  readonly log: { warn(facts: object, text: string): void };
}

/** Posts a notice once, and edits it in place from then on. */
export async function showNotice(options: ShowOptions, message: NoticeMessage, fence: Fence): Promise<void> {
  const { store, slack } = options;
  const { key, channel } = message;
  const since = store.now();
  const view = draw(() => noticeView(message.notice, since));
  const shown = message.ts ?? (await findShown(slack, message));
  const ts = shown ?? (await post(slack, { channel, key, view }));
  if (shown !== undefined) await slack.chat.update({ channel, ts, ...content(view) });
  await noteMessage(store, key, { ts, shownAt: store.now() }, fence).catch(async (error: unknown) => {
    // A worker that was paused: what it sent may have come after what the worker that took over sent.
    if (!(error instanceof FencedError)) throw error;
    if (shown !== undefined) await showAgain(store, message);
    else await takeBackDouble(options, { channel, key, ts, since });
    throw error;
  });
  await settleNotice(store, message, fence);
}

/** What an earlier attempt posted, if its answer was lost. */
async function findShown(
  slack: WebClient,
  { channel, key, intentAt }: NoticeMessage,
): Promise<string | undefined> {
  return intentAt === undefined ? undefined : findPosted(slack, { channel, key, since: intentAt });
}
