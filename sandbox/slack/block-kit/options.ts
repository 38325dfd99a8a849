import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { limits } from './limits.ts';
import { chars, list, plainText, text, url } from './text.ts';

const described = {
  value: chars(limits.option.value.max_length, 1),
  description: plainText(limits.option.description.max_length).optional(),
};

export const plainOption = z.strictObject({ text: plainText(limits.option.text.max_length), ...described });
export const linkOption = plainOption.extend({ url: url(limits.option.url.max_length).optional() });
/** Radio buttons and checkboxes alone may use mrkdwn. */
export const richOption = z.strictObject({
  text: text(limits.option.text.max_length),
  value: described.value,
  description: text(limits.option.description.max_length).optional(),
});

const optionGroup = z.strictObject({
  label: plainText(limits.option_group.label.max_length),
  options: list(plainOption, limits.option_group.options.max_items, limits.option_group.options.min_items),
});

export const choiceSource = {
  options: list(plainOption, limits.select.options.max_items).optional(),
  option_groups: list(optionGroup, limits.select.option_groups.max_items).optional(),
};

type Option = z.infer<typeof richOption>;
interface Choices {
  readonly options?: readonly Option[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly Option[] }[] | undefined;
  readonly initial_option?: Option | undefined;
  readonly initial_options?: readonly Option[] | undefined;
}

export function checkChoices(choices: Choices, context: z.RefinementCtx): void {
  if ((choices.options === undefined) === (choices.option_groups === undefined)) {
    context.addIssue({ code: 'custom', message: 'must provide either options or option_groups' });
  }
  checkInitial(choices, context);
}

export function checkInitial(choices: Choices, context: z.RefinementCtx): void {
  const offered = [
    ...(choices.options ?? []),
    ...(choices.option_groups ?? []).flatMap((group) => group.options),
  ];
  const initial = [
    ...(choices.initial_option === undefined ? [] : [choices.initial_option]),
    ...(choices.initial_options ?? []),
  ];
  for (const option of initial) {
    if (offered.some((candidate) => isDeepStrictEqual(candidate, option))) continue;
    context.addIssue({
      code: 'custom',
      message: `initial option "${option.value}" is not among the options`,
    });
  }
  if (new Set(offered.map(({ value }) => value)).size !== offered.length) {
    context.addIssue({ code: 'custom', message: 'option values must be unique' });
  }
}
