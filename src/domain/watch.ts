import type { Served } from './environment.ts';
import type { CommitSha, OperationId, SlackUserId } from './ids.ts';

/** Each by itself: what was red before does not count. */
export type Signal = Served | 'errors' | 'latency';

/** What our own look at a component's address found. `other`: it answers, with another commit. */
export type CheckSeen =
  | { readonly kind: 'well' }
  | { readonly kind: 'red'; readonly answer: string }
  | { readonly kind: 'other'; readonly answer: string };

export type Checks<Seen = CheckSeen> = Readonly<Partial<Record<Served, Seen>>>;

/** Of the backend's public requests. */
export interface TrafficFigures {
  readonly requests: number;
  readonly errors: number;
  readonly p95Ms?: number;
}

export type TrafficReading =
  | ({ readonly kind: 'measured' } & TrafficFigures)
  | { readonly kind: 'no_requests' }
  /** The platform does not answer: that is nobody's fault, and nothing is known. */
  | { readonly kind: 'silent'; readonly why: string };

/** What was so before the release: of the addresses looked at when its deploy began, of the traffic until then. */
export interface Before {
  readonly checks: Checks;
  readonly traffic?: TrafficReading;
}

export interface Streak {
  readonly looks: number;
  /** ms since the epoch: the first of them. */
  readonly since: number;
}

/** All that is kept of the looks. */
export interface Seen {
  readonly looks: number;
  readonly checks: Checks<{ readonly asked: number; readonly well: number; readonly last?: string }>;
  /** As read last, also where it was silent since. */
  readonly traffic?: TrafficReading;
  readonly streaks: Readonly<Partial<Record<Signal, Streak>>>;
}

/** A release that is looked at until its time is over. */
export interface Watch {
  readonly operation: OperationId;
  readonly release: string;
  readonly commit: CommitSha;
  /** ms since the epoch: since when it is live, and when the watch ends. */
  readonly since: number;
  readonly until: number;
  /** When its deploy began: until then it was before. */
  readonly changedAt: number;
  readonly nextAt: number;
  readonly before: Before;
  readonly seen: Seen;
}

export interface WatchLook {
  readonly at: number;
  readonly checks: Checks;
  /** None where no backend was released. */
  readonly traffic?: TrafficReading;
}

/** Of one signal, against before. */
export type Evidence = Streak &
  (
    | { readonly signal: Served; readonly answer: string }
    | {
        readonly signal: 'errors';
        readonly now: TrafficFigures;
        /** None: nobody called it. */
        readonly before?: TrafficFigures;
      }
    | { readonly signal: 'latency'; readonly now: TrafficFigures; readonly before: TrafficFigures }
  );

/** What an operation's card shows of the watch of its release. */
export interface Watched {
  readonly forMs: number;
  readonly until: number;
  readonly end?: WatchEnd;
}

export type WatchEnd = { readonly at: number } & (
  | ({ readonly kind: 'well' } & Summary)
  /** It ended without knowing. */
  | ({ readonly kind: 'unclear'; readonly why: Unclear } & Summary)
  | ({
      readonly kind: 'worse';
      readonly evidence: readonly Evidence[];
      readonly consequence: Consequence;
    } & Summary)
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'stopped'; readonly by: SlackUserId }
);

export type Unclear =
  /** Railway, or whichever platform had to tell, did not. */
  | { readonly kind: 'silent'; readonly why: string }
  /** Nobody looked for most of the time. */
  | { readonly kind: 'interrupted'; readonly expected: number }
  /** Something was red in the last looks, not for long enough. */
  | { readonly kind: 'red_at_last'; readonly signals: readonly Signal[] }
  | { readonly kind: 'not_wanted' };

/** What follows from being worse. */
export type Consequence =
  | { readonly kind: 'rolls_back'; readonly operation: OperationId; readonly to: CommitSha }
  | { readonly kind: 'button' }
  /** People have planned one, or are about to. */
  | { readonly kind: 'under_way'; readonly operation: OperationId }
  | { readonly kind: 'earlier_is_bad'; readonly commit: CommitSha }
  | { readonly kind: 'nothing_earlier' };

export interface Summary {
  readonly looks: number;
  readonly asked: number;
  readonly well: number;
  readonly traffic?: TrafficReading;
  readonly before?: TrafficReading;
  /** Red before, so that it did not count. */
  readonly notCounted: readonly Signal[];
  /** What it takes to say something of errors and latency. */
  readonly requests: number;
}

/** Why an operation was begun that nobody asked for. */
export interface Automatic {
  /** The release that got worse, and its deploy. */
  readonly release: string;
  readonly deploy: OperationId;
  readonly evidence: readonly Evidence[];
}
