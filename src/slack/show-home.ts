import { createHash } from 'node:crypto';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { parseSlackUserId } from '../domain/ids.ts';
import { type HomeOptions, lookAtHome } from '../home/look.ts';
import type { Fence } from '../store/fence.ts';
import { restHome } from '../store/homes.ts';
import type { Message } from '../store/messages.ts';
import { draw } from './draw.ts';
import { closedHomeView, homeView } from './views/home-view.ts';

type HomeMessage = Message & { readonly kind: 'home' };

const soonestMs = 500;
const followedMs = 10 * 60_000;

/**
 * Publishes somebody's Home if it is to show something else, and looks again for a while, at gaps that grow: nobody who
 * changes something has to know whose Home shows it (docs/decisions/0019-a-home-is-looked-at-again.md).
 */
export async function showHome(
  options: HomeOptions & { readonly slack: WebClient },
  message: HomeMessage,
  fence: Fence,
): Promise<void> {
  const { store, slack } = options;
  const user = parseSlackUserId(message.channel);
  const view = await drawHome(options, user);
  const shown = createHash('sha256').update(JSON.stringify(view)).digest('base64url');
  if (shown !== message.shown) await slack.views.publish({ user_id: user, view });
  await restHome(store, message, { shown, until: nextLook(message, store.now()), fence });
}

async function drawHome(options: HomeOptions, user: Parameters<typeof lookAtHome>[1]): Promise<HomeView> {
  const model = await lookAtHome(options, user);
  return draw(() =>
    model === 'outsider' ? closedHomeView({ code: 'other_workspace', facts: {} }) : homeView(model),
  );
}

/** Undefined once they opened it long ago: Slack says so when they come back. */
function nextLook({ openedAt }: HomeMessage, now: number): number | undefined {
  const at = now + Math.max(soonestMs, now - openedAt);
  return at - openedAt > followedMs ? undefined : at;
}
