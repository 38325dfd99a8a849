import type { WebClient } from '@slack/web-api';
import type { ToldEvent } from '../domain/event.ts';
import type { Operation } from '../domain/operation.ts';
import { incidentKey } from '../domain/incident.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Store } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import { type Answer, loadMessage, noteMessage } from '../store/messages.ts';
import { slackFailure } from './failure.ts';

/** The address of an operation's card, or of another message by its key: asked of Slack once, then kept. Undefined while Slack has not told it. */
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

export function otherOfAnswer(answer: Answer): string | undefined {
  if (answer.kind === 'incident') return incidentKey(answer.incident);
  return answer.kind === 'refused' ? otherOfRefusal(answer.refusal) : undefined;
}

function otherOfRefusal({ code, facts }: Refusal): string | undefined {
  const speaksOfOther = code === 'already_under_way' || code === 'incident_under_way';
  return speaksOfOther ? String(facts['operation']) : undefined;
}

/** The incident for which a release was taken back. */
export function otherOfEvent(event: ToldEvent, { app }: Operation): string | undefined {
  if (event.kind !== 'rolled_back' || event.incident === undefined) return undefined;
  return incidentKey({ app, channel: event.incident });
}
