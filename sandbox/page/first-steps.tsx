import { useState } from 'preact/hooks';
import { readStored, store } from './data/stored.ts';
import { firstSteps } from './data/first-steps.ts';
import type { FirstStep } from './data/first-steps.ts';
import { CheckIcon, CloseIcon } from './icons.tsx';
import { usePage } from './page-context.ts';
import type { Page } from './page-context.ts';

const dismissedKey = 'cabeceo.steps.dismissed';

/** Three things to do on a first visit; each does itself when clicked, as far as that makes sense. */
export function FirstSteps() {
  const page = usePage();
  const [dismissed, setDismissed] = useState(() => readStored(dismissedKey, false));
  if (dismissed) return null;
  const next = firstSteps.find((step) => !page.steps.includes(step));
  const dismiss = () => {
    store(dismissedKey, true);
    setDismissed(true);
  };
  return (
    <nav class="first-steps" aria-label="First steps">
      <ol>
        {firstSteps.map((step, index) => {
          const done = page.steps.includes(step);
          return (
            <li key={step} data-done={done} data-next={step === next}>
              <button onClick={() => help(step, page)} aria-current={step === next ? 'step' : undefined}>
                <span class="step-mark">{done ? <CheckIcon /> : index + 1}</span>
                <span>{labels(page)[step]}</span>
                {done && <span class="visually-hidden">, done</span>}
              </button>
            </li>
          );
        })}
      </ol>
      {next === undefined && <span class="first-steps-end">Now watch it ship.</span>}
      <button class="icon-button" aria-label="Hide the first steps" onClick={dismiss}>
        <CloseIcon />
      </button>
    </nav>
  );
}

function labels(page: Page) {
  return {
    command: (
      <>
        Type <kbd>/deploy prod</kbd> as {firstName(page, 'U0ANA001')}
      </>
    ),
    switch: <>Act as {firstName(page, 'U0BRUNO1')}</>,
    approve: (
      <>
        Press <b>Approve</b>
      </>
    ),
  };
}

function help(step: FirstStep, page: Page): void {
  switch (step) {
    case 'command':
      page.actAs('U0ANA001');
      page.go({ kind: 'channel', id: 'C0DEPLOYS' });
      page.suggest('/deploy prod');
      return;
    case 'switch':
      page.actAs('U0BRUNO1');
      return;
    case 'approve': {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('.block-button')];
      const approve = buttons.findLast((button) => button.textContent.startsWith('Approve'));
      approve?.scrollIntoView({ block: 'center', behavior: 'smooth' });
      approve?.focus({ preventScroll: true });
    }
  }
}

function firstName(page: Page, id: string): string {
  const user = page.sandbox.slack.users.find((person) => person.id === id);
  return user?.realName.split(' ')[0] ?? 'somebody';
}
