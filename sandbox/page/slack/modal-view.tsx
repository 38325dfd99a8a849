import type { ModalView as ModalDefinition } from '@slack/types';
import { useMemo, useState } from 'preact/hooks';
import { calls } from '../data/calls.ts';
import { Logo, CloseIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { PlainText } from '../text/text-view.tsx';
import { Blocks } from './blocks.tsx';
import { Dialog } from './dialog.tsx';
import { FormContext } from './form-context.ts';
import type { Form } from './form-context.ts';
import { initialValues } from './initial-values.ts';
import { knownBlocks } from './known-blocks.ts';
import type { OpenView } from '../../slack/state.ts';

/** The modal on top of the acting person's stack. */
export function ModalView() {
  const { sandbox, me } = usePage();
  const open = sandbox.slack.modals.findLast((modal) => modal.user === me.id);
  if (open === undefined || open.view.type !== 'modal') return null;
  return <Modal key={open.id} open={open} view={open.view} />;
}

function Modal({ open, view }: { readonly open: OpenView; readonly view: ModalDefinition }) {
  const page = usePage();
  const [changed, setChanged] = useState<Form['values']>({});
  const [sending, setSending] = useState(false);
  const [errors, setErrors] = useState<Form['errors']>({});
  const blocks = knownBlocks(view.blocks);
  const values = useMemo(() => merged(initialValues(blocks), changed), [view, changed]);

  const form: Form = {
    values,
    errors: { ...open.errors, ...errors },
    set: (block, action, value) =>
      setChanged((before) => ({ ...before, [block]: { ...before[block], [action]: value } })),
  };
  const close = () => void page.attempt(() => calls.close({ user: page.me.id, view: open.id }));
  const submit = async () => {
    setSending(true);
    const answer = await page.attempt(() => calls.submit({ user: page.me.id, view: open.id, values }));
    setErrors(answer?.errors ?? {});
    setSending(false);
  };

  return (
    <Dialog class="modal" label={view.title.text} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header class="modal-header">
          <Logo size={28} />
          <h2>
            <PlainText text={view.title.text} />
          </h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={close}>
            <CloseIcon />
          </button>
        </header>
        <div class="modal-content">
          <FormContext.Provider value={form}>
            <Blocks blocks={blocks} surface={{ kind: 'view', view: open.id }} />
          </FormContext.Provider>
        </div>
        <footer class="dialog-actions">
          <button type="button" class="block-button" onClick={close}>
            <PlainText text={view.close?.text ?? 'Cancel'} />
          </button>
          {view.submit !== undefined && (
            <button
              type="submit"
              class="block-button"
              data-style="primary"
              aria-busy={sending}
              disabled={sending}
            >
              <PlainText text={view.submit.text} />
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

function merged(initial: Form['values'], changed: Form['values']): Form['values'] {
  const blocks = new Set([...Object.keys(initial), ...Object.keys(changed)]);
  return Object.fromEntries([...blocks].map((block) => [block, { ...initial[block], ...changed[block] }]));
}
