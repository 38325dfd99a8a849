import { z } from 'zod';
import {
  button,
  checkSource,
  checkboxes,
  image,
  imageFields,
  inputs,
  overflow,
  pickers,
  radioButtons,
  richTextInput,
  selects,
  workflowButton,
} from './elements.ts';
import { limits } from './limits.ts';
import { richText } from './rich-text.ts';
import { chars, confirm, list, plainText, text, url } from './text.ts';

const block = { block_id: chars(limits.block_id.max_length).optional() };
const choosers = [checkboxes, overflow, radioButtons, ...selects, ...pickers] as const;

const section = z
  .strictObject({
    type: z.literal('section'),
    text: text(limits.section.text.max_length).optional(),
    fields: list(text(limits.section.fields.item_max_length), limits.section.fields.max_items).optional(),
    accessory: z.discriminatedUnion('type', [button, workflowButton, image, ...choosers]).optional(),
    expand: z.boolean().optional(),
    ...block,
  })
  .refine((value) => value.text !== undefined || value.fields !== undefined, {
    error: 'missing required field: text or fields',
  });

const actions = z.strictObject({
  type: z.literal('actions'),
  elements: list(
    z.discriminatedUnion('type', [button, workflowButton, richTextInput, ...choosers]),
    limits.actions.elements.max_items,
  ),
  ...block,
});

const context = z.strictObject({
  type: z.literal('context'),
  elements: list(z.union([text(), image]), limits.context.elements.max_items),
  ...block,
});

const header = z.strictObject({
  type: z.literal('header'),
  text: plainText(limits.header.text.max_length),
  ...block,
});

const divider = z.strictObject({ type: z.literal('divider'), ...block });

const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    ...imageFields,
    title: plainText(limits.image.alt_text.max_length).optional(),
    ...block,
  })
  .superRefine(checkSource);

const input = z.strictObject({
  type: z.literal('input'),
  label: plainText(limits.input.label.max_length),
  hint: plainText(limits.input.hint.max_length).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: z.discriminatedUnion('type', [
    checkboxes,
    radioButtons,
    richTextInput,
    ...inputs,
    ...selects,
    ...pickers,
  ]),
  ...block,
});

const markdown = z.strictObject({
  type: z.literal('markdown'),
  text: chars(limits.markdown.text.max_length, limits.markdown.text.min_length),
  ...block,
});

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string() }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string() }),
  richText,
]);
const table = z
  .strictObject({
    type: z.literal('table'),
    rows: list(list(cell, limits.table.columns.max_items), limits.table.rows.max_items),
    column_settings: z
      .array(
        z.strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        }),
      )
      .max(limits.table.columns.max_items)
      .optional(),
    ...block,
  })
  .superRefine(({ rows, column_settings: settings }, check) => {
    const columns = rows[0]?.length ?? 0;
    if (rows.some((row) => row.length !== columns)) {
      check.addIssue({
        code: 'custom',
        message: 'all rows must have the same number of cells',
        path: ['rows'],
      });
    }
    if (settings !== undefined && settings.length !== columns) {
      check.addIssue({
        code: 'custom',
        message: `must have one entry for each of the ${columns} columns`,
        path: ['column_settings'],
      });
    }
  });

const alert = z.strictObject({
  type: z.literal('alert'),
  text: text(limits.alert.text.max_length),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  ...block,
});

const feedbackButton = z.strictObject({
  text: plainText(limits.feedback_button.text.max_length),
  value: chars(limits.feedback_button.value.max_length),
  accessibility_label: chars(limits.feedback_button.accessibility_label.max_length).optional(),
});
const actionId = chars(limits.action_id.max_length, 1).optional();
const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  elements: list(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('feedback_buttons'),
        positive_button: feedbackButton,
        negative_button: feedbackButton,
        action_id: actionId,
      }),
      z.strictObject({
        type: z.literal('icon_button'),
        icon: z.literal('trash'),
        text: plainText(limits.button.text.max_length),
        accessibility_label: chars(limits.button.accessibility_label.max_length).optional(),
        value: chars(limits.button.value.max_length).optional(),
        visible_to_user_ids: z
          .array(z.string())
          .max(limits.icon_button.visible_to_user_ids.max_items)
          .optional(),
        action_id: actionId,
        confirm: confirm.optional(),
      }),
    ]),
    limits.context_actions.elements.max_items,
  ),
  ...block,
});

const video = z.strictObject({
  type: z.literal('video'),
  alt_text: chars(limits.video.alt_text.max_length, limits.video.alt_text.min_length),
  title: plainText(limits.video.title.max_length),
  video_url: url(),
  thumbnail_url: url(),
  title_url: url().optional(),
  author_name: chars(limits.video.author_name.max_length).optional(),
  provider_name: chars(limits.video.provider_name.max_length).optional(),
  provider_icon_url: url().optional(),
  description: plainText(limits.video.description.max_length).optional(),
  ...block,
});

const everywhere = [
  section,
  actions,
  context,
  header,
  divider,
  imageBlock,
  input,
  richText,
  alert,
  video,
] as const;

export const messageBlock = z.discriminatedUnion('type', [...everywhere, markdown, table, contextActions]);
export const viewBlock = z.discriminatedUnion('type', everywhere);
