import type { SlackUserId } from './ids.ts';
import type { PlacedNotice } from './notice.ts';

/** A restore drill or a backup that a person asked for. Kept until decided. */
export interface CareRequest {
  /** Slack's id of the delivery: the same one delivered twice is one request. */
  readonly delivery: string;
  readonly by: SlackUserId;
  readonly team: string;
  /** ms since the epoch */
  readonly at: number;
  /** Where the message goes. */
  readonly channel: string;
}

/** What becomes of what is known, and what is told of it. `current`: something is under way. */
export interface CareChange<
  Watch extends { readonly current?: unknown } = { readonly current?: unknown },
  Event extends { readonly kind: string } = { readonly kind: string },
> {
  readonly watch: Watch;
  /** Of the audit stream. */
  readonly events: readonly Event[];
  readonly notices: readonly PlacedNotice[];
}

/** What the clock asks for while nothing is under way. */
export type CareDue =
  | { readonly kind: 'begin' }
  | { readonly kind: 'warn' }
  /** `at`: when to look again; none where the clock has nothing to do. */
  | { readonly kind: 'rest'; readonly at?: number };
