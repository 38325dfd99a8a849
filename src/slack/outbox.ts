import type { WebClient } from '@slack/web-api';
import { parseOperationId } from '../domain/ids.ts';
import { whoseIs } from '../domain/notice.ts';
import type { Operation } from '../domain/operation.ts';
import type { HomeOptions } from '../home/look.ts';
import { type Fence, FencedError } from '../store/fence.ts';
import {
  forgetMessage,
  loadMessage,
  type Message,
  noteMessage,
  notePosted,
  postpone,
  setChannelAlarm,
  settleRoot,
} from '../store/messages.ts';
import { settleNotice } from '../store/notices.ts';
import { nextMessage, type NextMessage } from '../store/next-message.ts';
import { settleCopy } from '../store/copies.ts';
import { drawAgain, findOperation } from '../store/operations.ts';
import { withPermit } from '../providers/permit.ts';
import { answerView } from './answer-view.ts';
import { cardLink, otherOfAnswer } from './card-link.ts';
import { draw, drawCard, drawReply, UndrawableError } from './draw.ts';
import { type SlackFailure, slackFailure } from './failure.ts';
import { content, findPosted, post, takeBackDouble } from './posted.ts';
import { pause } from '../time/wait.ts';
import { showCopy } from './show-copy.ts';
import { showHome } from './show-home.ts';
import { showNotice } from './show-notice.ts';
import type { MessageView } from './views/blocks.ts';
import { refusalView } from './views/refusal.ts';

/** Edits of one card come at least this far apart, unless its state has changed, ms. */
const editGapMs = 2_000;

/** Tries of a message whose refusal is not understood. */
const mostUnclear = 4;

export interface OutboxOptions extends HomeOptions {
  readonly slack: WebClient;
  readonly log: { warn(facts: object, text: string): void; error(facts: object, text: string): void };
}

type Due = NextMessage & { kind: 'due' };
type Turn = { readonly fence: Fence; readonly signal: AbortSignal; readonly assertHeld: () => void };

/** Brings a channel to what it should show: in order, each message once, however often Slack fails in between. */
export class Outbox {
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Nothing is asked of Slack once the turn may be over. */
  async deliver(channel: string, turn: Turn): Promise<void> {
    return withPermit(turn.assertHeld, () => this.#deliver(channel, turn));
  }

  async #deliver(channel: string, turn: Turn): Promise<void> {
    const { store } = this.#options;
    for (let failures = 0; ;) {
      turn.signal.throwIfAborted();
      const next = await nextMessage(store, channel, turn.fence);
      if (next.kind === 'none') {
        if ((await setChannelAlarm(store, channel, undefined)) === 'written') return;
      } else if (next.kind === 'later') {
        return this.#resumeAt(channel, next.at);
      } else {
        const failure = await this.#tryToShow(next, turn, failures);
        failures = failure ? failures + 1 : 0;
        if (failure) await pause(failure.retryAfterMs ?? Math.min(30_000, 500 * 2 ** failures), turn.signal);
      }
    }
  }

  async #resumeAt(channel: string, at: number): Promise<void> {
    const { store } = this.#options;
    await setChannelAlarm(store, channel, at);
    await store.wake({ kind: 'channel', channel }, at);
  }

  /** Returns what kept Slack from showing it for now. What Slack will never show is given up, and logged. */
  async #tryToShow(
    { message, operation }: Due,
    turn: Turn,
    failures: number,
  ): Promise<SlackFailure | undefined> {
    const { log } = this.#options;
    try {
      if (message.kind === 'answer') await this.#answer(message, turn);
      else if (message.kind === 'home') await showHome(this.#options, message, turn.fence);
      else if (message.kind === 'notice') await showNotice(this.#options, message, turn.fence);
      else if (message.kind === 'copy' && operation)
        await showCopy(this.#options, { message, operation }, turn.fence);
      else if (message.kind !== 'copy' && operation) await this.#show(message, operation, turn);
      else await forgetMessage(this.#options.store, message, turn.fence);
      return undefined;
    } catch (error) {
      const failure = error instanceof UndrawableError ? neverDrawn : slackFailure(error);
      if (!failure) throw error;
      if (failure === neverDrawn) log.error({ key: message.key, err: error }, 'a view threw');
      const facts = {
        key: message.key,
        ...('operation' in message && { operation: message.operation }),
        channel: message.channel,
        message: message.kind,
        slack: failure.code,
      };
      if (failure.kind === 'later' || (failure.kind === 'unclear' && failures < mostUnclear)) {
        log.warn(facts, 'Slack does not take the message yet');
        return failure;
      }
      log.error(facts, 'Slack refused the message');
      await this.#giveUp(message, failure.code, turn.fence);
      return undefined;
    }
  }

  async #show(
    message: Message & { kind: 'root' | 'thread' },
    operation: Operation,
    turn: Turn,
  ): Promise<void> {
    if (message.kind === 'root') return this.#showRoot(message, operation, turn);
    return this.#showReply(message, operation, turn);
  }

  async #showRoot(message: Message & { kind: 'root' }, operation: Operation, turn: Turn): Promise<void> {
    const { fence } = turn;
    const { store, slack } = this.#options;
    const sameState = message.shownState === operation.state;
    const dueAt = (message.shownAt ?? 0) + editGapMs;
    if (message.ts !== undefined && sameState && dueAt > store.now())
      return postpone(store, message, dueAt, fence);
    const since = store.now();
    const view = await drawCard(this.#options, operation, fence);
    const shown = message.ts ?? (await this.#found(message));
    const ts = shown ?? (await post(slack, { channel: message.channel, key: message.key, view }));
    if (shown !== undefined) await slack.chat.update({ channel: message.channel, ts, ...content(view) });
    const posted = { channel: message.channel, key: message.key, ts, since };
    const note = shown === undefined ? notePosted : noteMessage;
    const noted = { ts, shownAt: store.now(), shownState: operation.state };
    const outcome = await note(store, message.key, noted, fence).catch(async (error: unknown) => {
      // A worker that was paused: what it sent may have come after what the worker that took over sent.
      if (!(error instanceof FencedError)) throw error;
      if (shown !== undefined) await drawAgain(store, operation);
      else await takeBackDouble(this.#options, posted);
      throw error;
    });
    // A web process that was paused, and went on to post it at the same time.
    if (outcome === 'lost') return takeBackDouble(this.#options, posted);
    await settleRoot(store, message, fence);
    await cardLink(this.#options, message.key, fence);
  }

  async #showReply(message: Message & { kind: 'thread' }, operation: Operation, turn: Turn): Promise<void> {
    const { fence } = turn;
    const { store, slack } = this.#options;
    const { channel, key } = message;
    const since = store.now();
    const view = await drawReply(this.#options, { event: message.event, operation }, fence);
    const root = await loadMessage(store, operation.id);
    if (root?.kind === 'root' && root.ts === undefined) {
      await this.#noteIntent(root, fence);
      return this.#showRoot(root, operation, turn);
    }
    const thread = root?.ts;
    const posted =
      thread !== undefined && (await this.#found(message, thread)) === undefined
        ? await post(slack, { channel, key, view, thread })
        : undefined;
    await forgetMessage(store, message, fence).catch(async (error: unknown) => {
      if (error instanceof FencedError && posted !== undefined)
        await takeBackDouble(this.#options, { channel, key, ts: posted, since, thread });
      throw error;
    });
  }

  /** For one person's eyes. Nothing at Slack says whether it was shown, so it is shown once at most. */
  async #answer(message: Message & { kind: 'answer' }, { fence }: Turn): Promise<void> {
    const { store, slack } = this.#options;
    const { channel, to, answer } = message;
    const other = await cardLink(this.#options, otherOfAnswer(answer), fence);
    const view = draw(() => answerView(answer, other));
    await forgetMessage(store, message, fence);
    // Nobody else reads a direct message.
    if (/^[DUW]/.test(channel)) await slack.chat.postMessage({ channel, ...content(view) });
    else await slack.chat.postEphemeral({ channel, user: to, ...content(view) });
  }

  /** A card that a message of its thread brings about has not been noted as begun. */
  async #noteIntent({ key, intentAt }: Message, fence: Fence): Promise<void> {
    const { store } = this.#options;
    if (intentAt === undefined) await noteMessage(store, key, { intentAt: store.now() }, fence);
  }

  /** The ts of what an earlier attempt posted, if its answer was lost. A card found so may show an older state. */
  async #found({ channel, key, intentAt }: Message, thread?: string): Promise<string | undefined> {
    if (intentAt === undefined) return undefined;
    return findPosted(this.#options.slack, { channel, key, since: intentAt, ...(thread && { thread }) });
  }

  async #giveUp(message: Message, code: string, fence: Fence): Promise<void> {
    const { store } = this.#options;
    if (message.kind === 'thread' || message.kind === 'answer' || message.kind === 'home') {
      await forgetMessage(store, message, fence);
      if (message.kind === 'answer' && closedChannel.has(code))
        await this.#tellInDirectMessage(message.to, answerView(message.answer));
      return;
    }
    if (message.kind === 'copy') return settleCopy(store, message, fence);
    if (message.kind === 'root') await settleRoot(store, message, fence);
    else await settleNotice(store, message, fence);
    if (message.ts !== undefined || message.toldAt !== undefined || !closedChannel.has(code)) return;
    await noteMessage(store, message.key, { toldAt: store.now() }, fence);
    const by = message.kind === 'root' ? await this.#requesterOf(message.operation) : whoseIs(message.notice);
    const view = refusalView({ code: 'channel_closed', facts: { channel: `<#${message.channel}>` } });
    if (by !== undefined) await this.#tellInDirectMessage(by, view);
  }

  /** The channel takes nothing from the bot: who asked must not be left waiting for what never comes. */
  async #tellInDirectMessage(person: string, view: MessageView): Promise<void> {
    const { slack, log } = this.#options;
    await slack.chat
      .postMessage({ channel: person, ...content(view) })
      .catch((error: unknown) => log.error({ err: error }, 'nor could the requester be told'));
  }

  async #requesterOf(id: string): Promise<string | undefined> {
    return (await findOperation(this.#options.store, parseOperationId(id)))?.request.by;
  }
}

const neverDrawn: SlackFailure = { kind: 'never', code: 'undrawable' };
const closedChannel = new Set([
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'restricted_action',
  'user_not_in_channel',
]);
