import type { Overflow } from '@slack/types';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Surface } from '../data/calls.ts';
import { MoreIcon } from '../icons.tsx';
import { PlainText } from '../text/text-view.tsx';
import { Confirmation } from './confirm-dialog.tsx';
import { useAction } from './use-action.ts';

interface OverflowProps {
  readonly element: Overflow;
  readonly surface: Surface;
  readonly block: string | undefined;
}

export function OverflowView({ element, surface, block }: OverflowProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const action = useAction(surface, block);
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const close = (event: Event) => {
      if (!(event.target instanceof Node) || root.current?.contains(event.target) !== true) setOpen(false);
    };
    addEventListener('pointerdown', close);
    return () => removeEventListener('pointerdown', close);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      setOpen(false);
      root.current?.querySelector('button')?.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    if (step === undefined || items.length === 0) return;
    event.preventDefault();
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + step + items.length) % items.length]?.focus();
  };
  return (
    <div class="overflow" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="block-button icon-only"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <MoreIcon />
      </button>
      {open && (
        <div class="menu" role="menu">
          {element.options.map((option) => (
            <button
              type="button"
              key={option.value}
              role="menuitem"
              onClick={() => {
                setOpen(false);
                if (option.url !== undefined) window.open(option.url, '_blank', 'noreferrer');
                action.press(
                  { actionId: element.action_id, value: option.value, label: option.text.text },
                  element.confirm,
                );
              }}
            >
              <PlainText text={option.text.text} />
            </button>
          ))}
        </div>
      )}
      <Confirmation action={action} />
    </div>
  );
}
