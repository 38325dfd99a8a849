import { z } from 'zod';
import { limits } from './limits.ts';
import { checkChoices, checkInitial, choiceSource, linkOption, plainOption, richOption } from './options.ts';
import { richText } from './rich-text.ts';
import { chars, confirm, list, plainText, url } from './text.ts';

const action = { action_id: chars(limits.action_id.max_length, 1).optional() };
const confirmable = { ...action, confirm: confirm.optional() };
const focusable = { focus_on_load: z.boolean().optional() };
const placeholder = { placeholder: plainText(limits.select.placeholder.max_length).optional() };
const selectable = { ...confirmable, ...focusable, ...placeholder };
const several = { max_selected_items: z.int().min(1).optional() };
const typed = {
  ...action,
  ...focusable,
  ...placeholder,
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).optional(),
    })
    .optional(),
};
const label = { accessibility_label: chars(limits.button.accessibility_label.max_length).optional() };
const style = { style: z.enum(['primary', 'danger']).optional() };

const imageSource = {
  image_url: url(limits.image.image_url.max_length).optional(),
  slack_file: z.union([z.strictObject({ id: z.string() }), z.strictObject({ url: url() })]).optional(),
  alt_text: chars(limits.image.alt_text.max_length),
};
export const image = z.strictObject({ type: z.literal('image'), ...imageSource }).superRefine(checkSource);
export const imageFields = imageSource;

export function checkSource(value: { image_url?: unknown; slack_file?: unknown }, context: z.RefinementCtx) {
  if ((value.image_url === undefined) === (value.slack_file === undefined)) {
    context.addIssue({ code: 'custom', message: 'must provide either image_url or slack_file' });
  }
}

export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(limits.button.text.max_length),
  value: chars(limits.button.value.max_length).optional(),
  url: url(limits.button.url.max_length).optional(),
  ...style,
  ...label,
  ...confirmable,
});

export const workflowButton = z.strictObject({
  type: z.literal('workflow_button'),
  text: plainText(limits.button.text.max_length),
  workflow: z.strictObject({
    trigger: z.strictObject({
      url: url(),
      customizable_input_parameters: z
        .array(z.strictObject({ name: z.string(), value: z.string() }))
        .optional(),
    }),
  }),
  ...style,
  ...label,
  ...confirmable,
});

export const overflow = z.strictObject({
  type: z.literal('overflow'),
  options: list(linkOption, limits.overflow.options.max_items, limits.overflow.options.min_items),
  ...confirmable,
});

export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    options: list(richOption, limits.checkboxes.options.max_items, limits.checkboxes.options.min_items),
    initial_options: z.array(richOption).min(1).optional(),
    ...confirmable,
    ...focusable,
  })
  .superRefine(checkInitial);

export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    options: list(richOption, limits.radio_buttons.options.max_items, limits.radio_buttons.options.min_items),
    initial_option: richOption.optional(),
    ...confirmable,
    ...focusable,
  })
  .superRefine(checkInitial);

const filter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional();
const conversations = { filter, default_to_current_conversation: z.boolean().optional() };
const responding = { response_url_enabled: z.boolean().optional() };
const external = { min_query_length: z.int().min(0).optional() };
const ids = z.array(z.string()).optional();

export const selects = [
  z
    .strictObject({
      type: z.literal('static_select'),
      ...choiceSource,
      initial_option: plainOption.optional(),
      ...selectable,
    })
    .superRefine(checkChoices),
  z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...choiceSource,
      initial_options: z.array(plainOption).min(1).optional(),
      ...selectable,
      ...several,
    })
    .superRefine(checkChoices),
  z.strictObject({ type: z.literal('users_select'), initial_user: z.string().optional(), ...selectable }),
  z.strictObject({ type: z.literal('multi_users_select'), initial_users: ids, ...selectable, ...several }),
  z.strictObject({
    type: z.literal('conversations_select'),
    initial_conversation: z.string().optional(),
    ...conversations,
    ...responding,
    ...selectable,
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    initial_conversations: ids,
    ...conversations,
    ...selectable,
    ...several,
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    initial_channel: z.string().optional(),
    ...responding,
    ...selectable,
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    initial_channels: ids,
    ...selectable,
    ...several,
  }),
  z.strictObject({
    type: z.literal('external_select'),
    initial_option: plainOption.optional(),
    ...external,
    ...selectable,
  }),
  z.strictObject({
    type: z.literal('multi_external_select'),
    initial_options: z.array(plainOption).optional(),
    ...external,
    ...selectable,
    ...several,
  }),
] as const;

export const pickers = [
  z.strictObject({
    type: z.literal('datepicker'),
    initial_date: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date as YYYY-MM-DD' })
      .optional(),
    ...selectable,
  }),
  z.strictObject({
    type: z.literal('timepicker'),
    initial_time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time as HH:mm' })
      .optional(),
    timezone: z.string().optional(),
    ...selectable,
  }),
  z.strictObject({
    type: z.literal('datetimepicker'),
    initial_date_time: z.int().optional(),
    ...confirmable,
    ...focusable,
  }),
] as const;

export const richTextInput = z.strictObject({
  type: z.literal('rich_text_input'),
  initial_value: richText.optional(),
  min_lines: z.int().min(1).optional(),
  max_lines: z.int().min(1).optional(),
  ...typed,
});

const textLength = z.int().min(0).max(limits.plain_text_input.max_length.max);
export const inputs = [
  z.strictObject({
    type: z.literal('plain_text_input'),
    initial_value: chars(limits.plain_text_input.max_length.max).optional(),
    multiline: z.boolean().optional(),
    min_length: textLength.optional(),
    max_length: textLength.min(1).optional(),
    ...typed,
  }),
  z
    .strictObject({
      type: z.literal('number_input'),
      is_decimal_allowed: z.boolean(),
      initial_value: z.string().optional(),
      min_value: z.string().optional(),
      max_value: z.string().optional(),
      ...typed,
    })
    .refine((input) => !(Number(input.min_value) > Number(input.max_value)), {
      error: 'min_value must not exceed max_value',
    }),
  z.strictObject({ type: z.literal('email_text_input'), initial_value: z.string().optional(), ...typed }),
  z.strictObject({ type: z.literal('url_text_input'), initial_value: z.string().optional(), ...typed }),
  z.strictObject({
    type: z.literal('file_input'),
    filetypes: z.array(z.string()).optional(),
    max_files: z.int().min(limits.file_input.max_files.min).max(limits.file_input.max_files.max).optional(),
    ...action,
  }),
] as const;
