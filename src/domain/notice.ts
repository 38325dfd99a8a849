import { type AutoDeployPause, isSettled } from './auto-deploy.ts';
import type { Backup } from './backup.ts';
import type { Drift } from './drift.ts';
import type { ToldChange } from './branch-change.ts';
import type { Drill, DrillOutcome } from './drill.ts';
import type { SlackUserId } from './ids.ts';
import type { Incident } from './incident.ts';
import type { Freeze, Hold, Lock, NoticeAddress, StopPlace } from './stop.ts';

/**
 * What a message says that belongs to no operation. It is drawn when it is delivered, and edited in place as long as
 * what it tells of lasts.
 */
export type Notice = { readonly place: StopPlace } & (
  | { readonly kind: 'locked'; readonly lock: Lock }
  | { readonly kind: 'unlocked'; readonly lock: Lock; readonly by: SlackUserId; readonly at: number }
  | { readonly kind: 'lock_expired'; readonly lock: Lock; readonly at: number }
  /** On the message of the lock: that it ended is told by a message of its own. */
  | { readonly kind: 'lock_ended'; readonly lock: Lock; readonly at: number }
  /** To its owner. */
  | { readonly kind: 'lock_nag'; readonly lock: Lock; readonly at: number }
  /** To its former owner. */
  | { readonly kind: 'lock_taken'; readonly lock: Lock; readonly from: Lock }
  | { readonly kind: 'window_ahead' | 'window_begun' | 'window_over'; readonly window: NoticedWindow }
  | {
      readonly kind: 'drifted';
      readonly drift: readonly Drift[];
      /** First lines of the messages of the commits, as far as they are known. */
      readonly subjects: Readonly<Record<string, string>>;
      readonly at: number;
      /** It stops deploys. */
      readonly locks: boolean;
    }
  | { readonly kind: 'drift_opened'; readonly since: number; readonly at: number }
  | {
      readonly kind: 'drift_accepted';
      readonly drift: readonly Drift[];
      readonly subjects: Readonly<Record<string, string>>;
      readonly since: number;
      readonly at: number;
      readonly by: SlackUserId;
    }
  | {
      readonly kind: 'drift_over';
      readonly drift: readonly Drift[];
      readonly subjects: Readonly<Record<string, string>>;
      readonly since: number;
      readonly at: number;
      readonly how: 'as_released' | 'changed';
    }
  | { readonly kind: 'backing_up'; readonly backup: Backup }
  | { readonly kind: 'backed_up'; readonly backup: Backup; readonly at: number }
  | { readonly kind: 'drilling'; readonly drill: Drill }
  | { readonly kind: 'drilled'; readonly drill: Drill; readonly at: number }
  | {
      readonly kind: 'drill_overdue';
      /** ms since the epoch: since when the bot looks after it. */
      readonly since: number;
      readonly restoredAt?: number;
      readonly last?: DrillOutcome;
      readonly at: number;
    }
  | { readonly kind: 'held'; readonly hold: Hold; readonly pause?: AutoDeployPause }
  | {
      readonly kind: 'released';
      readonly hold: Hold;
      readonly by: SlackUserId;
      readonly at: number;
      readonly pause?: AutoDeployPause;
    }
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'branch_changed'; readonly change: ToldChange }
  | { readonly kind: 'frozen'; readonly freeze: Freeze }
  | { readonly kind: 'unfrozen'; readonly freeze: Freeze; readonly by: SlackUserId; readonly at: number }
);

export interface NoticedWindow {
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface PlacedNotice extends NoticeAddress {
  readonly notice: Notice;
}

/** Whether the message will be edited again: its record stays. */
export function isLasting(notice: Notice): boolean {
  if (notice.kind === 'released') return notice.pause !== undefined && !isSettled(notice.pause);
  if (notice.kind === 'branch_changed') return notice.change.standing.kind === 'under_way';
  return lasting.has(notice.kind);
}

/** Who is told where the channel does not take it; nobody where it is the bot's own to say. */
export function whoseIs(notice: Notice): SlackUserId | undefined {
  if ('window' in notice || 'drift' in notice || notice.kind === 'drift_opened') return undefined;
  if ('incident' in notice) return notice.incident.by;
  if ('change' in notice) return notice.change.by;
  if (notice.kind === 'drill_overdue') return undefined;
  if ('drill' in notice) return notice.drill.by;
  if ('backup' in notice) return notice.backup.by;
  if ('hold' in notice) return notice.hold.by;
  return 'freeze' in notice ? notice.freeze.by : notice.lock.by;
}

const lasting: ReadonlySet<Notice['kind']> = new Set([
  'locked',
  'held',
  'frozen',
  'window_begun',
  'drifted',
  'incident',
  'drilling',
  'backing_up',
]);
