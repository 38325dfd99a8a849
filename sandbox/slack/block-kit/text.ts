import { z } from 'zod';
import { limits } from './limits.ts';

/** A string of `min`..`max` Unicode code points, refused in Slack's words. */
export function chars(max: number, min = 0) {
  return z
    .string()
    .refine((value) => codePoints(value) >= min, { error: `must be more than ${min - 1} characters` })
    .refine((value) => codePoints(value) <= max, { error: `must be less than ${max + 1} characters` });
}

export function list<T extends z.ZodType>(item: T, max: number, min = 1) {
  return z
    .array(item)
    .min(min, { error: `must provide at least ${min} items` })
    .max(max, { error: `no more than ${max} items allowed` });
}

export function plainText(max: number = limits.text.max_length) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: chars(max, limits.text.min_length),
    emoji: z.boolean().optional(),
  });
}

function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: chars(max, limits.text.min_length),
    verbatim: z.boolean().optional(),
  });
}

export function text(max: number = limits.text.max_length) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

export const url = (max = 3000) =>
  chars(max, 1).refine((value) => /^[a-z][a-z0-9+.-]*:/i.test(value), { error: 'must be a valid URL' });

export const confirm = z.strictObject({
  title: plainText(limits.confirmation.title.max_length).optional(),
  text: text(limits.confirmation.text.max_length),
  confirm: plainText(limits.confirmation.confirm.max_length).optional(),
  deny: plainText(limits.confirmation.deny.max_length).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

export function codePoints(value: string): number {
  return Array.from(value).length;
}
