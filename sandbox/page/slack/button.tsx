import type { Button, WorkflowButton } from '@slack/types';
import type { Surface } from '../data/calls.ts';
import { usePage } from '../page-context.ts';
import { localAddress } from '../platforms/addresses.ts';
import { PlainText } from '../text/text-view.tsx';
import { Confirmation } from './confirm-dialog.tsx';
import { useAction } from './use-action.ts';

interface ButtonProps {
  readonly button: Button;
  readonly surface: Surface;
  readonly block: string | undefined;
}

export function ButtonView({ button, surface, block }: ButtonProps) {
  const { sandbox } = usePage();
  const action = useAction(surface, block);
  const press = () => {
    if (button.url !== undefined) window.open(localAddress(button.url, sandbox), '_blank', 'noreferrer');
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
