import type { Checkboxes, MultiSelect, RadioButtons, Select } from '@slack/types';
import { useId } from 'preact/hooks';
import { ChevronIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { TextObjectView } from '../text/text-view.tsx';
import { choicesOf, initialChoice, initialChoices } from './choices.ts';
import type { Choice } from './choices.ts';
import { Confirmation } from './confirm-dialog.tsx';
import type { ElementProps } from './element-props.ts';
import { useField } from './use-field.ts';

export function SelectField(props: ElementProps<Select>) {
  const { element, label } = props;
  const page = usePage();
  const field = useField(props, initialChoice(element));
  const choices = choicesOf(element, page.sandbox.slack, page.me.id);
  const groups = [...new Set(choices.map((choice) => choice.group))];
  return (
    <span class="select">
      <select
        class="field"
        value={field.value}
        aria-label={label ?? element.placeholder?.text}
        data-empty={field.value === ''}
        onChange={(event) => field.change(event.currentTarget.value)}
      >
        <option value="" disabled hidden>
          {element.placeholder?.text ?? 'Choose…'}
        </option>
        {groups.map((group) => {
          const options = choices.filter((choice) => choice.group === group).map(optionOf);
          return group === undefined ? options : <optgroup label={group}>{options}</optgroup>;
        })}
      </select>
      <ChevronIcon />
      <Confirmation action={field.action} />
    </span>
  );
}

function optionOf({ value, label }: Choice) {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  );
}

export function MultiSelectField(props: ElementProps<MultiSelect>) {
  const page = usePage();
  const field = useField<readonly string[]>(props, initialChoices(props.element));
  const choices = choicesOf(props.element, page.sandbox.slack, page.me.id);
  const picked = choices.filter((choice) => field.value.includes(choice.value));
  return (
    <details class="multi-select">
      <summary class="field" aria-label={props.label}>
        {picked.length === 0
          ? (props.element.placeholder?.text ?? 'Choose…')
          : picked.map((choice) => choice.label).join(', ')}
        <ChevronIcon />
      </summary>
      <div class="menu" role="group">
        {choices.map((choice) => (
          <label key={choice.value} class="choice">
            <input
              type="checkbox"
              checked={field.value.includes(choice.value)}
              onChange={() => field.change(toggled(field.value, choice.value))}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </details>
  );
}

export function OptionsField(props: ElementProps<RadioButtons | Checkboxes>) {
  const { element, label } = props;
  const name = useId();
  const single = element.type === 'radio_buttons';
  const initial = single
    ? [element.initial_option?.value ?? '']
    : (element.initial_options ?? []).map((option) => option.value ?? '');
  const field = useField<unknown>(props, single ? (initial[0] ?? '') : initial);
  const picked = Array.isArray(field.value) ? (field.value as string[]) : [String(field.value)];
  return (
    <div class="options" role={single ? 'radiogroup' : 'group'} aria-label={label}>
      {element.options.map((option) => {
        const value = option.value ?? '';
        return (
          <label key={value} class="choice">
            <input
              type={single ? 'radio' : 'checkbox'}
              name={name}
              checked={picked.includes(value)}
              onChange={() => field.change(single ? value : toggled(picked, value))}
            />
            <span>
              <TextObjectView text={option.text} />
              {option.description !== undefined && (
                <span class="hint">
                  <TextObjectView text={option.description} />
                </span>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}

function toggled(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}
