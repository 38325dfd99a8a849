import type { SlackUserId } from './ids.ts';
import type { TimelineEntry } from './incident.ts';

/** What a person asked of a channel's incident. Kept until decided, so that it survives a crash. */
export type IncidentRequest = {
  /** Slack's id of the delivery: the same one delivered twice is one request. */
  readonly delivery: string;
  readonly by: SlackUserId;
  readonly team: string;
  /** ms since the epoch */
  readonly at: number;
} & IncidentWish;

export type IncidentWish =
  /** `/rollback` alone: what went live against the channel's age, if it is an incident's. */
  | { readonly kind: 'look_at_changes' }
  /** The button; `leaves`: the newest release when it was made. */
  | {
      readonly kind: 'roll_back';
      readonly environment: string;
      readonly release: string;
      readonly leaves: string;
    }
  /** `/incident` alone. */
  | { readonly kind: 'tell' }
  | { readonly kind: 'resolve' };

/** What waits for an incident's worker: what people ask, and what happened elsewhere on its account. */
export type IncidentItem =
  | IncidentRequest
  | { readonly kind: 'happened'; readonly channel: string; readonly entry: TimelineEntry };
