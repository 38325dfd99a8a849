import type {
  Datepicker,
  DateTimepicker,
  EmailInput,
  NumberInput,
  PlainTextInput,
  Timepicker,
  URLInput,
} from '@slack/types';
import type { ElementProps } from './element-props.ts';
import { useField } from './use-field.ts';

const inputTypes = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

type TextElement = PlainTextInput | EmailInput | URLInput | NumberInput;

export function TextField(props: ElementProps<TextElement>) {
  const { element, label } = props;
  // Typing is not told key by key: Slack's default for `dispatch_action_config` is Enter.
  const field = useField({ ...props, dispatches: false }, element.initial_value ?? '');
  const common = {
    class: 'field',
    value: field.value,
    placeholder: element.placeholder?.text,
    'aria-label': label,
    autoFocus: element.focus_on_load === true,
    onInput: (event: { currentTarget: { value: string } }) => field.change(event.currentTarget.value),
  };
  switch (element.type) {
    case 'email_text_input':
      return <input {...common} type="email" />;
    case 'url_text_input':
      return <input {...common} type="url" />;
    case 'number_input':
      return <input {...common} type="number" min={element.min_value} max={element.max_value} />;
    case 'plain_text_input': {
      const limits = { minLength: element.min_length, maxLength: element.max_length };
      if (element.multiline === true) return <textarea {...common} {...limits} rows={4} />;
      return <input {...common} {...limits} type="text" />;
    }
  }
}

export function DateField(props: ElementProps<Datepicker | Timepicker | DateTimepicker>) {
  const { element, label } = props;
  const field = useField<string | number>(props, initialDate(element));
  const type = inputTypes[element.type];
  return (
    <input
      class="field date"
      type={type}
      value={element.type === 'datetimepicker' ? localDateTime(Number(field.value)) : field.value}
      aria-label={label ?? type}
      onChange={(event) => {
        const { value } = event.currentTarget;
        field.change(
          element.type === 'datetimepicker' ? Math.floor(new Date(value).getTime() / 1000) : value,
        );
      }}
    />
  );
}

function initialDate(element: Datepicker | Timepicker | DateTimepicker): string {
  switch (element.type) {
    case 'datepicker':
      return element.initial_date ?? '';
    case 'timepicker':
      return element.initial_time ?? '';
    case 'datetimepicker':
      return String(element.initial_date_time ?? '');
  }
}

function localDateTime(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds === 0) return '';
  const offset = new Date(seconds * 1000).getTimezoneOffset() * 60_000;
  return new Date(seconds * 1000 - offset).toISOString().slice(0, 16);
}
