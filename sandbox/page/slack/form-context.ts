import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** What is filled into a modal so far, by block and action; messages have no form. */
export interface Form {
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly errors: Readonly<Record<string, string>>;
  set(block: string, action: string, value: unknown): void;
}

export const FormContext = createContext<Form | undefined>(undefined);

export function useForm(): Form | undefined {
  return useContext(FormContext);
}
