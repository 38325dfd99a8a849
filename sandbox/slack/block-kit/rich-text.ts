import { z } from 'zod';
import { limits } from './limits.ts';
import { chars } from './text.ts';

const flag = z.boolean().optional();
const style = {
  style: z.strictObject({ bold: flag, code: flag, italic: flag, strike: flag, underline: flag }).optional(),
};
/** Mentions carry three more marks that only Slack's own clients set. */
const mentionStyle = {
  style: z
    .strictObject({
      bold: flag,
      italic: flag,
      strike: flag,
      highlight: flag,
      client_highlight: flag,
      unlink: flag,
    })
    .optional(),
};
const border = { border: z.int().min(0).optional() };

const textElement = z.strictObject({ type: z.literal('text'), text: chars(Infinity, 1), ...style });
const linkElement = z.strictObject({
  type: z.literal('link'),
  url: z.string().min(1),
  text: z.string().optional(),
  unsafe: flag,
  ...style,
});

const richTextElements = [
  textElement,
  linkElement,
  z.strictObject({
    type: z.literal('broadcast'),
    range: z.enum(['here', 'channel', 'everyone']),
    ...mentionStyle,
  }),
  z.strictObject({ type: z.literal('color'), value: z.string(), ...style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string(), ...mentionStyle }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: z.string(),
    url: z.string().optional(),
    fallback: z.string().optional(),
    ...style,
  }),
  z.strictObject({
    type: z.literal('emoji'),
    name: z.string(),
    unicode: z.string().optional(),
    url: z.string().optional(),
    ...style,
  }),
  z.strictObject({ type: z.literal('team'), team_id: z.string(), ...mentionStyle }),
  z.strictObject({ type: z.literal('user'), user_id: z.string(), ...mentionStyle }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string(), ...mentionStyle }),
] as const;

const inline = z.array(z.discriminatedUnion('type', richTextElements));
const section = z.strictObject({ type: z.literal('rich_text_section'), elements: inline });

const richTextBlocks = [
  section,
  z.strictObject({
    type: z.literal('rich_text_list'),
    elements: z.array(section),
    style: z.enum(['bullet', 'ordered']),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().min(0).optional(),
    ...border,
  }),
  z.strictObject({ type: z.literal('rich_text_quote'), elements: inline, ...border }),
  z.strictObject({
    type: z.literal('rich_text_preformatted'),
    elements: z.array(z.discriminatedUnion('type', [textElement, linkElement])),
    language: z.string().optional(),
    ...border,
  }),
] as const;

export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: chars(limits.block_id.max_length).optional(),
  elements: z.array(z.discriminatedUnion('type', richTextBlocks)).min(1),
});
