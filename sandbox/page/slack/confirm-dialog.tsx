import type { ConfirmationDialog } from '@slack/types';
import { PlainText, TextObjectView } from '../text/text-view.tsx';
import { Dialog } from './dialog.tsx';
import type { Action } from './use-action.ts';

/** Shown while an action asks whether the reader means it. */
export function Confirmation({ action }: { readonly action: Action }) {
  if (action.asking === undefined) return null;
  return <ConfirmDialog confirm={action.asking} action={action} />;
}

interface ConfirmProps {
  readonly confirm: ConfirmationDialog;
  readonly action: Action;
}

function ConfirmDialog({ confirm, action }: ConfirmProps) {
  const title = confirm.title?.text ?? 'Are you sure?';
  return (
    <Dialog class="confirm" label={title} onClose={() => action.deny()}>
      <h2 class="dialog-title">
        <PlainText text={title} />
      </h2>
      <div class="dialog-content">
        <TextObjectView text={confirm.text} />
      </div>
      <footer class="dialog-actions">
        <button type="button" class="block-button" onClick={() => action.deny()}>
          <PlainText text={confirm.deny?.text ?? 'Cancel'} />
        </button>
        <button
          type="button"
          class="block-button"
          data-style={confirm.style ?? 'primary'}
          onClick={() => action.confirm()}
        >
          <PlainText text={confirm.confirm?.text ?? 'Yes'} />
        </button>
      </footer>
    </Dialog>
  );
}
