import { useState } from 'preact/hooks';
import type { ElementProps } from './element-props.ts';
import { useForm } from './form-context.ts';
import { useAction } from './use-action.ts';

interface Field<Value> {
  readonly value: Value;
  readonly change: (value: Value) => void;
  readonly action: ReturnType<typeof useAction>;
}

/** A field's value lives in the modal's form; in a message it is told to the app as soon as it changes. */
export function useField<Value>(
  { element, surface, block, dispatches, label }: ElementProps<{ readonly action_id?: string }>,
  initial: Value,
): Field<Value> {
  const form = useForm();
  const action = useAction(surface, block);
  const [own, setOwn] = useState(initial);
  const actionId = element.action_id ?? '';
  const held = form?.values[block ?? '']?.[actionId] as Value | undefined;
  return {
    value: form === undefined ? own : (held ?? initial),
    action,
    change: (value) => {
      form?.set(block ?? '', actionId, value);
      setOwn(value);
      if (dispatches) action.press({ actionId, value, label: label ?? actionId });
    },
  };
}
