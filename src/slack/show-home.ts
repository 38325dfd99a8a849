import { createHash } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { parseSlackUserId, type SlackUserId } from '../domain/ids.ts';
import { type HomeOptions, lookAtHome } from '../home/look.ts';
import type { Fence } from '../store/fence.ts';
import { restHome } from '../store/homes.ts';
import type { Message } from '../store/messages.ts';
import { draw } from './draw.ts';
import { type SlackFailure, slackFailure } from './failure.ts';
import { closedHomeView, homeView } from './views/home-view.ts';

type HomeMessage = Message & { readonly kind: 'home' };

interface ShowOptions extends HomeOptions {
  readonly slack: WebClient;
  readonly log: { warn(facts: object, text: string): void };
}

/** A press is decided sooner than this. */
const soonestMs = 200;
const latestMs = 15_000;
const followedMs = 10 * 60_000;

/**
 * Publishes somebody's Home if it is to show something else, and looks again for a while, at gaps that grow: nobody who
 * changes something has to know whose Home shows it (docs/decisions/0019-a-home-is-looked-at-again.md).
 */
export async function showHome(options: ShowOptions, message: HomeMessage, fence: Fence): Promise<void> {
  const { store, log } = options;
  const user = parseSlackUserId(message.channel);
  const view = await drawHome(options, user);
  const shown = digestOf(view);
  const failure = shown === message.shown ? undefined : await publish(options, user, view);
  if (failure) log.warn({ user, slack: failure.code }, 'a Home was not published');
  const until = nextLook(message, store.now(), failure);
  await restHome(store, message, { ...(!failure && { shown }), until, fence });
}

async function drawHome(options: HomeOptions, user: SlackUserId): Promise<HomeView> {
  const model = await lookAtHome(options, user);
  return draw(() =>
    model === 'outsider' ? closedHomeView({ code: 'other_workspace', facts: {} }) : homeView(model),
  );
}

/** But for what stands in for a date where Slack cannot show it: that counts by our clock. */
function digestOf(view: HomeView): string {
  const lasting = JSON.stringify(view).replaceAll(/(<!date\^[^|>]*)\|[^>]*>/g, '$1>');
  return createHash('sha256').update(lasting).digest('base64url');
}

/** What Slack does not take for now must not keep the person's direct messages waiting behind it. */
async function publish(
  { slack }: ShowOptions,
  user: SlackUserId,
  view: HomeView,
): Promise<SlackFailure | undefined> {
  try {
    await slack.views.publish({ user_id: user, view });
    return undefined;
  } catch (error) {
    const failure = slackFailure(error);
    if (!failure) throw error;
    return failure;
  }
}

/** Undefined once they opened it long ago: Slack says so when they come back. */
function nextLook(
  { openedAt }: HomeMessage,
  now: number,
  failure: SlackFailure | undefined,
): number | undefined {
  if (failure?.kind === 'never') return undefined;
  const gap = Math.min(latestMs, Math.max(soonestMs, now - openedAt));
  const at = now + Math.max(gap, failure?.retryAfterMs ?? 0);
  return at - openedAt > followedMs ? undefined : at;
}
