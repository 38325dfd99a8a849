import type { Button, WorkflowButton } from '@slack/types';
import type { Surface } from '../data/calls.ts';
import { usePage } from '../page-context.ts';
import type { Page } from '../page-context.ts';
import { localAddress } from '../platforms/addresses.ts';
import { PlainText } from '../text/text-view.tsx';
import { Confirmation } from './confirm-dialog.tsx';
import { parsePermalink } from './permalink.ts';
import { useAction } from './use-action.ts';

interface ButtonProps {
  readonly button: Button;
  readonly surface: Surface;
  readonly block: string | undefined;
}

export function ButtonView({ button, surface, block }: ButtonProps) {
  const page = usePage();
  const action = useAction(surface, block);
  const press = () => {
    if (button.url !== undefined) open(button.url, page);
    action.press(
      { actionId: button.action_id, value: button.value, label: button.text.text },
      button.confirm,
    );
  };
  return (
    <>
      <button
        type="button"
        class="block-button"
        data-style={button.style ?? 'default'}
        data-action={button.action_id}
        aria-label={button.accessibility_label}
        aria-busy={action.pending}
        onClick={press}
      >
        <PlainText text={button.text.text} />
      </button>
      <Confirmation action={action} />
    </>
  );
}

function open(url: string, page: Page): void {
  const message = parsePermalink(url, page.sandbox.slack.team.domain);
  if (message !== undefined) page.reveal(message);
  else window.open(localAddress(url, page.sandbox), '_blank', 'noreferrer');
}

export function WorkflowButtonView({ button }: { readonly button: WorkflowButton }) {
  return (
    <button
      type="button"
      class="block-button"
      data-style={button.style ?? 'default'}
      disabled
      title="The sandbox has no workflows"
    >
      <PlainText text={button.text.text} />
    </button>
  );
}
