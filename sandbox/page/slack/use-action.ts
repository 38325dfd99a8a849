import type { ConfirmationDialog } from '@slack/types';
import { useState } from 'preact/hooks';
import { calls } from '../data/calls.ts';
import type { Surface } from '../data/calls.ts';
import { usePage } from '../page-context.ts';

interface Press {
  readonly actionId: string | undefined;
  readonly value?: unknown;
  readonly label: string;
}

export interface Action {
  readonly pending: boolean;
  /** Set while the reader is asked whether they mean it. */
  readonly asking: ConfirmationDialog | undefined;
  press(press: Press, confirm?: ConfirmationDialog): void;
  confirm(): void;
  deny(): void;
}

/** One press at a time, after its confirmation where it wants one. */
export function useAction(surface: Surface, blockId: string | undefined): Action {
  const page = usePage();
  const [pending, setPending] = useState(false);
  const [question, setQuestion] = useState<{ readonly press: Press; readonly confirm: ConfirmationDialog }>();

  const run = async ({ actionId, value, label }: Press) => {
    if (pending || actionId === undefined) return;
    setPending(true);
    page.did({ kind: 'click', actionId, label });
    const ack = await page.attempt(() =>
      calls.click({ user: page.me.id, surface, actionId, blockId, value }),
    );
    if (ack !== undefined) page.acknowledged(label, ack);
    setPending(false);
  };

  return {
    pending,
    asking: question?.confirm,
    press: (press, confirm) => (confirm === undefined ? void run(press) : setQuestion({ press, confirm })),
    confirm: () => {
      setQuestion(undefined);
      if (question !== undefined) void run(question.press);
    },
    deny: () => setQuestion(undefined),
  };
}
