import type { OperationId, SlackUserId } from './ids.ts';

/** What a person asked of an operation that exists. Kept until decided, so a click survives a crash. */
export type OperationRequest = {
  /** Slack's id of the delivery: the same click delivered twice is one request. */
  readonly delivery: string;
  readonly by: SlackUserId;
  readonly team: string;
  /** ms since the epoch */
  readonly at: number;
  /** Where the answer goes. */
  readonly channel: string;
} & (
  | { readonly kind: 'approve'; readonly digest: string }
  | { readonly kind: 'reject'; readonly digest: string; readonly reason: string }
  | { readonly kind: 'take_back'; readonly digest: string }
  | { readonly kind: 'nudge' }
  | { readonly kind: 'confirm'; readonly digest: string }
  /** Of an emergency that ran. */
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'cancel' }
  /** Of the release of a deploy. */
  | { readonly kind: 'stop_watching' }
  /** Asked by asking for something newer. */
  | { readonly kind: 'supersede'; readonly newer: OperationId }
);
