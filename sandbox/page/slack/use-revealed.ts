import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ref } from 'preact';
import { usePage } from '../page-context.ts';
import type { MessagePlace } from './permalink.ts';

const flashMs = 1600;

interface Revealed {
  readonly ref: Ref<HTMLElement>;
  readonly flash: boolean;
}

/** Scrolls to a message, and flashes it, when a link led there. */
export function useRevealed({ channel, ts }: MessagePlace): Revealed {
  const { revealed } = usePage();
  const ref = useRef<HTMLElement>(null);
  const [flash, setFlash] = useState(false);
  const id = revealed?.channel === channel && revealed.ts === ts ? revealed.id : undefined;
  useEffect(() => {
    if (id === undefined) return;
    const message = ref.current;
    if (message === null) return;
    message.scrollIntoView({ block: 'center' });
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
    setFlash(true);
    const timer = setTimeout(() => setFlash(false), flashMs);
    return () => clearTimeout(timer);
  }, [id]);
  return { ref, flash };
}
