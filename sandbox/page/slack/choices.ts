import type { MultiSelect, Option, Select } from '@slack/types';
import type { SlackState } from '../../slack/state.ts';
import { channelsFor, peopleOf } from './conversation.ts';

export interface Choice {
  readonly value: string;
  /** With the option's description: the browser's own menu has one line for each. */
  readonly label: string;
  readonly group?: string;
}

/** What a menu offers: its own options, or the people or channels of the workspace. */
export function choicesOf(element: Select | MultiSelect, slack: SlackState, user: string): readonly Choice[] {
  switch (element.type) {
    case 'users_select':
    case 'multi_users_select':
      return peopleOf(slack).map((person) => ({ value: person.id, label: person.realName }));
    case 'channels_select':
    case 'multi_channels_select':
    case 'conversations_select':
    case 'multi_conversations_select':
      return channelsFor(slack, user).map((channel) => ({ value: channel.id, label: `#${channel.name}` }));
    case 'static_select':
    case 'multi_static_select': {
      const groups = element.option_groups ?? [];
      return [
        ...(element.options ?? []).map((option) => choice(option)),
        ...groups.flatMap((group) => group.options.map((option) => choice(option, group.label.text))),
      ];
    }
    case 'external_select':
      return element.initial_option === undefined ? [] : [choice(element.initial_option)];
    case 'multi_external_select':
      return (element.initial_options ?? []).map((option) => choice(option));
  }
}

export function initialChoice(element: Select): string {
  switch (element.type) {
    case 'users_select':
      return element.initial_user ?? '';
    case 'channels_select':
      return element.initial_channel ?? '';
    case 'conversations_select':
      return element.initial_conversation ?? '';
    case 'static_select':
    case 'external_select':
      return element.initial_option?.value ?? '';
  }
}

export function initialChoices(element: MultiSelect): readonly string[] {
  switch (element.type) {
    case 'multi_users_select':
      return element.initial_users ?? [];
    case 'multi_channels_select':
      return element.initial_channels ?? [];
    case 'multi_conversations_select':
      return element.initial_conversations ?? [];
    case 'multi_static_select':
    case 'multi_external_select':
      return (element.initial_options ?? []).map((option) => option.value ?? '');
  }
}

function choice(option: Option, group?: string): Choice {
  const { text, description } = option;
  const base = {
    value: option.value ?? '',
    label: description === undefined ? text.text : `${text.text} · ${description.text}`,
  };
  return group === undefined ? base : { ...base, group };
}
