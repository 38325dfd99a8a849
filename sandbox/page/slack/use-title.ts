import { useEffect } from 'preact/hooks';
import type { UnreadByChannel } from './use-unread.ts';

/** The browser tab says how much waits for the acting person. */
export function useTitle(unread: UnreadByChannel): void {
  const mentions = [...unread.values()].reduce((sum, channel) => sum + channel.mentions, 0);
  useEffect(() => {
    document.title = mentions === 0 ? 'Cabeceo sandbox' : `(${mentions}) Cabeceo sandbox`;
  }, [mentions]);
}
