import type { Drift } from './drift.ts';
import type { SlackUserId } from './ids.ts';
import type { PlacedNotice } from './notice.ts';
import type { NoticeAddress, StopPlace } from './stop.ts';

/** What the regular look at an environment's platforms has found, kept between two looks. */
export interface DriftWatch {
  /** ms since the epoch: when to look next. */
  readonly nextAt: number;
  /** What was told last and is still so. */
  readonly told?: ToldDrift;
}

export interface ToldDrift {
  readonly drift: readonly Drift[];
  readonly subjects: Readonly<Record<string, string>>;
  /** ms since the epoch: when it was seen first. */
  readonly at: number;
  /** None where no channel was known. */
  readonly notice?: NoticeAddress;
}

/** One line of the audit stream. */
export type DriftEvent =
  | { readonly kind: 'drift_seen'; readonly at: number; readonly drift: readonly Drift[] }
  | { readonly kind: 'drift_over'; readonly at: number; readonly since: number }
  | {
      readonly kind: 'drift_accepted';
      readonly at: number;
      readonly by: SlackUserId;
      readonly since: number;
      readonly drift: readonly Drift[];
      /** The record that was written of it. */
      readonly release: string;
    }
  | {
      readonly kind: 'drift_press_refused';
      readonly at: number;
      readonly by: SlackUserId;
      readonly code: string;
    };

export interface DriftSeen {
  readonly place: StopPlace;
  /** As `decideDrift` says. */
  readonly drift: readonly Drift[];
  readonly subjects: Readonly<Record<string, string>>;
  readonly now: number;
  /** Where to tell it; undefined where no channel is known. */
  readonly channel: string | undefined;
  /** Whether it stops deploys. */
  readonly locks: boolean;
}

export interface DriftTelling {
  readonly told: ToldDrift | undefined;
  readonly events: readonly DriftEvent[];
  readonly notices: readonly PlacedNotice[];
}

/** Each distinct drift is told once, and its message edited when it is over or has become another. */
export function decideDriftTelling(told: ToldDrift | undefined, seen: DriftSeen): DriftTelling {
  const { drift, now } = seen;
  const isMoved = drift.some(({ kind }) => kind !== 'mixed');
  if (!isMoved) return told ? over(told, seen) : { told: undefined, events: [], notices: [] };
  if (told && isSameDrift(told.drift, drift)) return { told, events: [], notices: [] };
  const next = firstTold(seen);
  const before = told ? noticeOfEnd(told, seen, 'changed') : [];
  return {
    told: next,
    events: [{ kind: 'drift_seen', at: now, drift }],
    notices: [...before, ...noticeOf(next, seen)],
  };
}

function over(told: ToldDrift, seen: DriftSeen): DriftTelling {
  return {
    told: undefined,
    events: [{ kind: 'drift_over', at: seen.now, since: told.at }],
    notices: [...noticeOfEnd(told, seen, 'as_released'), ...noticeOfOpening(told, seen)],
  };
}

function firstTold({ place, drift, subjects, now, channel }: DriftSeen): ToldDrift {
  const key = `notice/drift/${place.app}/${place.environment}/${now}`;
  return { drift, subjects, at: now, ...(channel !== undefined && { notice: { key, channel } }) };
}

function noticeOf(
  { drift, subjects, at, notice }: ToldDrift,
  { place, locks }: DriftSeen,
): readonly PlacedNotice[] {
  return notice ? [{ ...notice, notice: { kind: 'drifted', place, drift, subjects, at, locks } }] : [];
}

/** An edit notifies nobody: who waits to deploy hears of the end in a message of its own. */
function noticeOfOpening(
  { at: since, notice }: ToldDrift,
  { place, now, locks }: DriftSeen,
): readonly PlacedNotice[] {
  if (!notice || !locks) return [];
  const opened = { kind: 'drift_opened', place, since, at: now } as const;
  return [{ key: `${notice.key}/opened`, channel: notice.channel, notice: opened }];
}

function noticeOfEnd(
  { drift, subjects, at: since, notice }: ToldDrift,
  { place, now: at }: DriftSeen,
  how: 'as_released' | 'changed',
): readonly PlacedNotice[] {
  return notice
    ? [{ ...notice, notice: { kind: 'drift_over', place, drift, subjects, since, at, how } }]
    : [];
}

/** Names and times that a platform tells later make no other drift. */
export function isSameDrift(one: readonly Drift[], other: readonly Drift[]): boolean {
  return printOf(one) === printOf(other);
}

function printOf(drift: readonly Drift[]): string {
  return JSON.stringify(
    drift.map((one) => {
      switch (one.kind) {
        case 'replaced':
          return [one.component, one.live.deployment, one.released.deployment];
        case 'gone':
          return [one.component, '', one.released.deployment];
        case 'mixed':
          return [];
      }
    }),
  );
}
