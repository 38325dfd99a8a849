import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { SlackUser } from '../slack/state.ts';
import type { SandboxState } from './data/state.ts';
import type { Deed, FirstStep } from './data/first-steps.ts';
import type { Acknowledgement } from './data/calls.ts';
import type { MessagePlace } from './slack/permalink.ts';

/** What the middle of the page shows. */
export type Place =
  | { readonly kind: 'channel'; readonly id: string }
  | { readonly kind: 'app'; readonly tab: 'home' | 'messages' };

/** A sentence that only this browser shows: a call that failed, a command that nobody answers. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** All that the page's parts share. */
export interface Page {
  readonly sandbox: SandboxState;
  readonly me: SlackUser;
  /** The sandbox's clock, refreshed every second. */
  readonly now: number;
  readonly place: Place;
  readonly thread: MessagePlace | undefined;
  readonly panel: 'platforms' | 'trouble' | undefined;
  readonly steps: readonly FirstStep[];
  readonly lastAck: { readonly what: string; readonly ms: number } | undefined;
  /** Text that a hint puts into the composer. */
  readonly draft: { readonly text: string; readonly id: number };
  /** The message that a link led to last. */
  readonly revealed: (MessagePlace & { readonly id: number }) | undefined;
  actAs(user: string): void;
  go(place: Place): void;
  openThread(thread: MessagePlace | undefined): void;
  /** Brings a message of a channel into view. */
  reveal(message: MessagePlace): void;
  openPanel(panel: Page['panel']): void;
  suggest(text: string): void;
  did(deed: Deed): void;
  /** Slack itself tells the person when a command was not answered. */
  acknowledged(what: string, ack: Acknowledgement): void;
  /** Runs a call; what goes wrong becomes a notice. */
  attempt<Answer>(call: () => Promise<Answer>): Promise<Answer | undefined>;
  notify(text: string): void;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error('used outside the page');
  return page;
}
