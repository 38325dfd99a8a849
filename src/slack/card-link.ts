import type { WebClient } from '@slack/web-api';
import type { Operation } from '../domain/operation.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Store } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import { loadMessage, noteMessage } from '../store/messages.ts';
import { slackFailure } from './failure.ts';

/** The address of an operation's card: asked of Slack once, then kept. Undefined while Slack has not told it. */
export async function cardLink(
  { store, slack }: { readonly store: Store; readonly slack: WebClient },
  operation: string | undefined,
  fence?: Fence,
): Promise<string | undefined> {
  const card = operation === undefined ? undefined : await loadMessage(store, operation);
  if (card?.ts === undefined || card.link !== undefined) return card?.link;
  try {
    const { permalink } = await slack.chat.getPermalink({ channel: card.channel, message_ts: card.ts });
    if (permalink !== undefined) await noteMessage(store, card.key, { link: permalink }, fence);
    return permalink;
  } catch (error) {
    if (slackFailure(error)) return undefined;
    throw error;
  }
}

/** The other operation that an ending speaks of. */
export function otherOf({ ending, watched }: Operation): string | undefined {
  const end = watched?.end;
  if (end?.kind === 'worse' && 'operation' in end.consequence) return end.consequence.operation;
  if (ending?.kind === 'superseded') return ending.by;
  return ending?.kind === 'refused' ? otherOfRefusal(ending.refusal) : undefined;
}

export function otherOfRefusal({ code, facts }: Refusal): string | undefined {
  return code === 'already_under_way' ? String(facts['operation']) : undefined;
}
