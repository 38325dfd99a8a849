import type { KnownBlock } from '@slack/types';
import { elementsOf } from '../workspace.ts';
import type { Element, StateValues } from '../workspace.ts';
import { CannotAct } from './actor.ts';

type Value = Record<string, unknown>;
interface Option {
  readonly value: string;
}

/** The field of a payload that holds a picked value, and the element's own field for the value it starts with. */
const plainFields: Readonly<Record<string, readonly [picked: string, initial: string]>> = {
  users_select: ['selected_user', 'initial_user'],
  multi_users_select: ['selected_users', 'initial_users'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  channels_select: ['selected_channel', 'initial_channel'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  rich_text_input: ['rich_text_value', 'initial_value'],
};
const oneOption = new Set(['static_select', 'external_select', 'radio_buttons', 'overflow']);
const someOptions = new Set(['multi_static_select', 'multi_external_select', 'checkboxes']);

/** True for elements that keep what was picked, and so appear in `state.values`. */
export function hasState({ type }: Element): boolean {
  return type !== 'overflow' && (type in plainFields || oneOption.has(type) || someOptions.has(type));
}

function initialValue(element: Element): Value {
  if (oneOption.has(element.type)) return { selected_option: element['initial_option'] ?? null };
  if (someOptions.has(element.type)) return { selected_options: element['initial_options'] ?? [] };
  const [picked, initial] = plainFields[element.type] ?? [];
  if (picked === undefined || initial === undefined) return {};
  return { [picked]: element[initial] ?? (element.type.startsWith('multi_') ? [] : null) };
}

/** `value` as the control calls give it: an option's value (or several), an id, a date, a text. */
export function pickedValue(element: Element, value: unknown): Value {
  if (oneOption.has(element.type)) return { selected_option: value === null ? null : option(element, value) };
  if (someOptions.has(element.type)) {
    return { selected_options: strings(element, value).map((one) => option(element, one)) };
  }
  const [picked] = plainFields[element.type] ?? [];
  if (picked === undefined) throw new CannotAct(`A ${element.type} takes no value.`);
  if (element.type.startsWith('multi_')) return { [picked]: strings(element, value) };
  return { [picked]: value === '' ? null : value };
}

/** The `state.values` of these blocks: what was picked, else what they start with. */
export function stateOf(blocks: readonly KnownBlock[], picks: StateValues): StateValues {
  const state: StateValues = {};
  for (const block of blocks) {
    for (const element of elementsOf(block).filter(hasState)) {
      const blockId = block.block_id ?? '';
      const actionId = element.action_id ?? '';
      const value = picks[blockId]?.[actionId] ?? { type: element.type, ...initialValue(element) };
      state[blockId] = { ...state[blockId], [actionId]: value };
    }
  }
  return state;
}

export function isEmpty(value: Value): boolean {
  return Object.entries(value).every(
    ([key, field]) =>
      key === 'type' || field === null || field === '' || (Array.isArray(field) && field.length === 0),
  );
}

function option(element: Element, value: unknown): Option {
  const options = [
    ...((element['options'] as Option[] | undefined) ?? []),
    ...((element['option_groups'] as { options: Option[] }[] | undefined) ?? []).flatMap(
      (group) => group.options,
    ),
  ];
  const found = options.find((candidate) => candidate.value === value);
  if (found !== undefined) return found;
  const offered = options.map((candidate) => candidate.value).join(', ');
  throw new CannotAct(
    `"${String(value)}" is not an option of ${element.action_id ?? element.type}: ${offered}.`,
  );
}

function strings(element: Element, value: unknown): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new CannotAct(`${element.action_id ?? element.type} takes a list of values.`);
}
