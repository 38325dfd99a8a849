import { useCallback, useState } from 'preact/hooks';
import { readStored, store } from './stored.ts';

type Change<Value> = (change: (before: Value) => Value) => void;

/** State that outlives the tab. */
export function useStored<Value>(key: string, initial: Value): [Value, Change<Value>] {
  const [value, setValue] = useState<Value>(() => readStored(key, initial));
  const change = useCallback<Change<Value>>(
    (next) =>
      setValue((before) => {
        const after = next(before);
        store(key, after);
        return after;
      }),
    [key],
  );
  return [value, change];
}

/** State that outlives a reload: where one was, and what one had opened. */
export function useTabState<Value>(key: string, initial: () => Value): [Value, (next: Value) => void] {
  const [value, setValue] = useState<Value>(() => {
    const before = readStored<{ readonly value: Value } | undefined>(key, undefined, 'tab');
    return before === undefined ? initial() : before.value;
  });
  const change = useCallback(
    (next: Value) => {
      store(key, { value: next }, 'tab');
      setValue(() => next);
    },
    [key],
  );
  return [value, change];
}
