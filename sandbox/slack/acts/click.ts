import type { KnownBlock } from '@slack/types';
import { addResponseUrl } from '../response-urls.ts';
import type { SlackUser } from '../state.ts';
import { messageOnWire, viewOnWire } from '../wire.ts';
import { addTrigger, elementsOf, nextTs } from '../workspace.ts';
import type { Element, StateValues, StoredMessage, StoredView } from '../workspace.ts';
import { CannotAct, answerOf, channelOf, deliverAll, interactive, person } from './actor.ts';
import type { Answer, Stage } from './actor.ts';
import { hasState, pickedValue, stateOf } from './element-values.ts';

interface ClickAct {
  readonly user: string;
  readonly actionId: string;
  /** Needed only where the same action_id occurs in several blocks. */
  readonly blockId?: string | undefined;
  /** Of a button: which one; of a menu: what is picked. */
  readonly value?: unknown;
  readonly deliveries: number;
}

export type MessageClick = ClickAct & { readonly channel: string; readonly ts: string };
export type ViewClick = ClickAct & { readonly view: string };

export async function clickMessage(stage: Stage, act: MessageClick): Promise<Answer> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  const channel = channelOf(workspace, user, act.channel);
  const message = channel.messages.find(({ ts }) => ts === act.ts);
  if (message === undefined) throw new CannotAct(`There is no message ${act.ts} in ${channel.name}.`);
  if (message.visibleTo !== undefined && message.visibleTo !== user.id) {
    throw new CannotAct(`Only ${message.visibleTo} sees message ${act.ts}.`);
  }
  const pressed = press(message.blocks, act, nextTs(workspace));
  const picks = picksOf(message, user);
  keep(picks, pressed);
  const ephemeral = message.visibleTo !== undefined;
  const payload = {
    type: 'block_actions',
    ...interactive(workspace, user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    trigger_id: addTrigger(workspace, user.id),
    channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
    message: messageOnWire(workspace, channel, message, { withMetadata: true }),
    state: { values: stateOf(message.blocks, picks) },
    response_url: addResponseUrl(workspace, await stage.origin(), {
      user: user.id,
      channel: channel.id,
      messageTs: message.ts,
    }),
    actions: [pressed.action],
  };
  return answerOf(await deliverAll(stage, { kind: 'interactive', payload }, act.deliveries));
}

export async function clickView(stage: Stage, act: ViewClick): Promise<Answer> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  const stored = viewOf(stage, user, act.view);
  const blocks = stored.view.blocks as KnownBlock[];
  const pressed = press(blocks, act, nextTs(workspace));
  keep(stored.values, pressed);
  workspace.kernel.changed('slack');
  const payload = {
    type: 'block_actions',
    ...interactive(workspace, user),
    container: { type: 'view', view_id: stored.id },
    trigger_id: addTrigger(workspace, user.id, stored.view.type === 'modal' ? stored.id : undefined),
    view: viewOnWire(workspace, stored, stateOf(blocks, stored.values)),
    actions: [pressed.action],
  };
  return answerOf(await deliverAll(stage, { kind: 'interactive', payload }, act.deliveries));
}

/** A modal must be the top of the person's stack. */
export function viewOf({ workspace }: Stage, user: SlackUser, id: string): StoredView {
  const home = workspace.homes.find((candidate) => candidate.id === id);
  const modal = workspace.modals.find((candidate) => candidate.id === id);
  const found = home ?? modal;
  if (found === undefined || found.user !== user.id) {
    throw new CannotAct(`${user.realName} has no view ${id} open.`);
  }
  if (modal !== undefined && workspace.modals.findLast((candidate) => candidate.user === user.id) !== modal) {
    throw new CannotAct(`Another modal lies over ${id}.`);
  }
  return found;
}

interface Pressed {
  readonly block: KnownBlock;
  readonly element: Element;
  readonly action: Record<string, unknown>;
}

function press(blocks: readonly KnownBlock[], act: ClickAct, actionTs: string): Pressed {
  const { block, element } = find(blocks, act);
  const shared = {
    action_id: element.action_id,
    block_id: block.block_id,
    type: element.type,
    action_ts: actionTs,
  };
  const { text, value, url, style, icon, placeholder, confirm } = element;
  const shown = Object.fromEntries(
    Object.entries({ text, value, url, style, icon, placeholder, confirm }).filter(
      ([, field]) => field !== undefined,
    ),
  );
  if (element.type === 'button' || element.type === 'icon_button') {
    return { block, element, action: { ...shown, ...shared } };
  }
  if (element.type === 'feedback_buttons') {
    const chosen = [element['positive_button'], element['negative_button']].find(
      (candidate) => (candidate as { value?: unknown }).value === act.value,
    );
    if (chosen === undefined) throw new CannotAct(`${act.actionId} has no button with that value.`);
    return { block, element, action: { ...(chosen as object), ...shared } };
  }
  return { block, element, action: { ...shown, ...pickedValue(element, act.value), ...shared } };
}

function find(blocks: readonly KnownBlock[], act: ClickAct): { block: KnownBlock; element: Element } {
  const all = blocks.flatMap((block) => elementsOf(block).map((element) => ({ block, element })));
  const named = all.filter(
    ({ block, element }) =>
      element.action_id === act.actionId && (act.blockId === undefined || block.block_id === act.blockId),
  );
  const matching = named.filter(
    ({ element }) => element.type !== 'button' || act.value === undefined || element['value'] === act.value,
  );
  const [found] = matching;
  if (found === undefined) {
    const offered = all
      .map(({ element }) => `${element.action_id}=${JSON.stringify(element['value'] ?? '')}`)
      .join(', ');
    throw new CannotAct(
      `There is no ${act.actionId}${act.value === undefined ? '' : ` with value ${JSON.stringify(act.value)}`} here; there is: ${offered || 'nothing to press'}.`,
    );
  }
  if (matching.length > 1)
    throw new CannotAct(`${act.actionId} is here more than once: say which with blockId or value.`);
  return found;
}

function picksOf(message: StoredMessage, user: SlackUser): StateValues {
  const existing = message.picks.get(user.id) ?? {};
  message.picks.set(user.id, existing);
  return existing;
}

function keep(values: StateValues, { block, element, action }: Pressed): void {
  if (!hasState(element)) return;
  const blockId = block.block_id ?? '';
  const picked = Object.entries(action).filter(
    ([key]) => key.startsWith('selected_') || key === 'value' || key === 'rich_text_value',
  );
  values[blockId] = {
    ...values[blockId],
    [element.action_id ?? '']: { type: element.type, ...Object.fromEntries(picked) },
  };
}
