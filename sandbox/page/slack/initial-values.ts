import type { InputBlockElement, KnownBlock, SectionBlockAccessory } from '@slack/types';
import { initialChoice, initialChoices } from './choices.ts';

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a modal's fields hold before anyone touches them. */
export function initialValues(blocks: readonly KnownBlock[]): Values {
  const values: Record<string, Record<string, unknown>> = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const value = initialValue(element);
      if (value === undefined || element.action_id === undefined || block.block_id === undefined) continue;
      values[block.block_id] = { ...values[block.block_id], [element.action_id]: value };
    }
  }
  return values;
}

type Element = InputBlockElement | SectionBlockAccessory;

function elementsOf(block: KnownBlock): readonly (Element & { readonly action_id?: string })[] {
  if (block.type === 'input') return [block.element];
  if (block.type === 'section') {
    return block.accessory === undefined || block.accessory.type === 'image' ? [] : [block.accessory];
  }
  return block.type === 'actions' ? block.elements : [];
}

function initialValue(element: Element): unknown {
  switch (element.type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return element.initial_value;
    case 'static_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
    case 'external_select':
      return initialChoice(element) || undefined;
    case 'multi_static_select':
    case 'multi_users_select':
    case 'multi_channels_select':
    case 'multi_conversations_select':
    case 'multi_external_select':
      return initialChoices(element);
    case 'radio_buttons':
      return element.initial_option?.value;
    case 'checkboxes':
      return (element.initial_options ?? []).map((option) => option.value ?? '');
    case 'datepicker':
      return element.initial_date;
    case 'timepicker':
      return element.initial_time;
    case 'datetimepicker':
      return element.initial_date_time;
    default:
      return undefined;
  }
}
