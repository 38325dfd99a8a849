import type { InputBlock, KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Delivered } from '../envelope.ts';
import { SlackError } from '../slack-error.ts';
import type { SlackUser } from '../state.ts';
import { clearStack, closeModal, pushModal, readView, replaceView } from '../views.ts';
import { viewOnWire } from '../wire.ts';
import { addTrigger, elementsOf } from '../workspace.ts';
import type { Element, StateValues, StoredView } from '../workspace.ts';
import { CannotAct, answerOf, deliverAll, interactive, person } from './actor.ts';
import type { Answer, Stage } from './actor.ts';
import { viewOf } from './click.ts';
import { hasState, isEmpty, pickedValue, stateOf } from './element-values.ts';

export interface SubmitAct {
  readonly user: string;
  readonly view: string;
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly deliveries: number;
}

type Errors = Readonly<Record<string, string>>;
export type SubmitAnswer = Answer & { readonly errors?: Errors };

export async function submit(stage: Stage, act: SubmitAct): Promise<SubmitAnswer> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  const modal = openModalOf(stage, user, act.view);
  if (modal.view.type === 'modal' && modal.view.submit === undefined) {
    throw new CannotAct(`View ${act.view} has no submit button.`);
  }
  const blocks = modal.view.blocks as KnownBlock[];
  fill(modal, blocks, act.values);
  const values = stateOf(blocks, modal.values);
  const errors = missing(blocks, values);
  modal.errors = errors;
  workspace.kernel.changed('slack');
  if (Object.keys(errors).length > 0) {
    return { status: 0, ms: 0, body: '', errors };
  }
  const payload = {
    type: 'view_submission',
    ...interactive(workspace, user),
    trigger_id: addTrigger(workspace, user.id, modal.id),
    view: viewOnWire(workspace, modal, values),
    response_urls: [],
  };
  const deliveries = await deliverAll(stage, { kind: 'interactive', payload }, act.deliveries);
  for (const delivered of deliveries) take(stage, modal, delivered);
  const answer = answerOf(deliveries);
  return Object.keys(modal.errors).length === 0 ? answer : { ...answer, errors: modal.errors };
}

export async function close(
  stage: Stage,
  act: { readonly user: string; readonly view: string },
): Promise<Answer> {
  const { workspace } = stage;
  const user = person(workspace, act.user);
  const modal = openModalOf(stage, user, act.view);
  const { view } = modal;
  const values = stateOf(view.blocks as KnownBlock[], modal.values);
  const clears = view.type === 'modal' && view.clear_on_close === true;
  if (clears) clearStack(workspace, modal);
  else closeModal(workspace, modal);
  if (view.type !== 'modal' || view.notify_on_close !== true) return { status: 0, ms: 0, body: '' };
  const payload = {
    type: 'view_closed',
    ...interactive(workspace, user),
    view: viewOnWire(workspace, modal, values),
    is_cleared: clears,
  };
  return answerOf(await deliverAll(stage, { kind: 'interactive', payload }, 1));
}

function openModalOf(stage: Stage, user: SlackUser, id: string): StoredView {
  const found = viewOf(stage, user, id);
  if (found.view.type !== 'modal') throw new CannotAct(`View ${id} is not a modal.`);
  return found;
}

function fill(modal: StoredView, blocks: readonly KnownBlock[], given: SubmitAct['values']): void {
  for (const [blockId, actions] of Object.entries(given)) {
    const block = blocks.find((candidate) => candidate.block_id === blockId);
    if (block === undefined) throw new CannotAct(`The modal has no block ${blockId}.`);
    for (const [actionId, value] of Object.entries(actions)) {
      const element = elementsOf(block).find((candidate) => candidate.action_id === actionId);
      if (element === undefined || !hasState(element)) {
        throw new CannotAct(`Block ${blockId} has no input ${actionId}.`);
      }
      const picked = { type: element.type, ...pickedValue(element, value) };
      modal.values[blockId] = { ...modal.values[blockId], [actionId]: picked };
    }
  }
}

/** What Slack's own client checks before it sends. */
function missing(blocks: readonly KnownBlock[], values: StateValues): Errors {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input') continue;
    const value = Object.values(values[block.block_id ?? ''] ?? {})[0] ?? {};
    const problem = problemOf(block, value);
    if (problem !== undefined) errors[block.block_id ?? ''] = problem;
  }
  return errors;
}

function problemOf(block: InputBlock, value: Readonly<Record<string, unknown>>): string | undefined {
  if (isEmpty(value)) return block.optional === true ? undefined : 'Please complete this required field.';
  const element = block.element as unknown as Element;
  if (element.type !== 'plain_text_input') return undefined;
  const typed = Array.from(String(value['value'])).length;
  const { min_length: least = 0, max_length: most = 3000 } = element as {
    min_length?: number;
    max_length?: number;
  };
  if (typed < least) return `Please enter at least ${least} characters.`;
  return typed > most ? `Please enter at most ${most} characters.` : undefined;
}

const response = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);

const trouble = 'We had some trouble connecting. Try again?';

/** What the app's answer does to the modal; an answer that Slack would refuse leaves it open with a complaint. */
function take({ workspace }: Stage, modal: StoredView, delivered: Delivered): void {
  const stays = (why: string) => {
    const first =
      (modal.view.blocks as KnownBlock[]).find(({ type }) => type === 'input') ?? modal.view.blocks[0];
    modal.errors = { [first?.block_id ?? '']: why };
    workspace.kernel.changed('slack');
  };
  if (delivered.error !== undefined) return stays(trouble);
  const { body } = delivered;
  if (body === '' || (typeof body === 'object' && body !== null && Object.keys(body).length === 0)) {
    return closeModal(workspace, modal);
  }
  const parsed = response.safeParse(body);
  if (!parsed.success) return stays(`${trouble} (${z.prettifyError(parsed.error)})`);
  try {
    react(workspace, modal, parsed.data);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    stays(`${trouble} (${error.code}: ${JSON.stringify(error.details)})`);
  }
}

function react(workspace: Stage['workspace'], modal: StoredView, answer: z.infer<typeof response>): void {
  switch (answer.response_action) {
    case 'errors': {
      const inputs = (modal.view.blocks as KnownBlock[]).filter(({ type }) => type === 'input');
      const unknown = Object.keys(answer.errors).find((id) => inputs.every((block) => block.block_id !== id));
      if (unknown !== undefined) throw new SlackError('invalid_error_block_id', { block_id: unknown });
      modal.errors = answer.errors;
      workspace.kernel.changed('slack');
      return;
    }
    case 'update':
      return replaceView(workspace, modal, readView(workspace, answer.view, 'modal'));
    case 'push':
      pushModal(workspace, modal, readView(workspace, answer.view, 'modal'));
      return;
    case 'clear':
      return clearStack(workspace, modal);
    default:
      answer satisfies never;
  }
}
