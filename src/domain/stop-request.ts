import type { SlackUserId } from './ids.ts';

/** What a person asked of a place's stop signs. Kept until decided, so that it survives a crash. */
export type StopRequest = {
  /** Slack's id of the delivery: the same one delivered twice is one request. */
  readonly delivery: string;
  readonly by: SlackUserId;
  readonly team: string;
  /** ms since the epoch */
  readonly at: number;
  /** Where the answer goes. */
  readonly channel: string;
} & StopWish;

/** `stop`: the id of the sign on the message whose button was pressed. */
export type StopWish =
  | { readonly kind: 'lock'; readonly reason?: string; readonly forMs?: number }
  | { readonly kind: 'unlock'; readonly stop?: string }
  | { readonly kind: 'take_over'; readonly stop: string }
  | { readonly kind: 'freeze'; readonly reason: string }
  | { readonly kind: 'unfreeze'; readonly stop?: string }
  /** `bad`: as typed, 7 digits or more of a commit. */
  | { readonly kind: 'hold'; readonly bad?: string; readonly reason: string }
  | { readonly kind: 'release'; readonly stop?: string };
