import type { PausedName } from './auto-deploy.ts';
import type { SlackUserId } from './ids.ts';
import type { Freeze, Hold, Lock } from './stop.ts';

/** One line of the audit stream about a stop sign. */
export type StopEvent = { readonly at: number } & (
  | { readonly kind: 'locked' | 'lock_changed'; readonly by: SlackUserId; readonly lock: Lock }
  | { readonly kind: 'unlocked'; readonly by: SlackUserId; readonly lock: Lock }
  | { readonly kind: 'lock_expired' | 'lock_nagged'; readonly lock: Lock }
  | {
      readonly kind: 'lock_taken_over';
      readonly by: SlackUserId;
      readonly from: SlackUserId;
      readonly lock: Lock;
    }
  | { readonly kind: 'held' | 'released'; readonly by: SlackUserId; readonly hold: Hold }
  | {
      readonly kind: 'auto_deploy_off' | 'auto_deploy_restored';
      readonly component: PausedName;
      /** The id of the hold for which it was switched off. */
      readonly hold: string;
    }
  | { readonly kind: 'frozen' | 'unfrozen'; readonly by: SlackUserId; readonly freeze: Freeze }
  | {
      readonly kind: 'window_announced' | 'window_begun' | 'window_over';
      readonly from: number;
      readonly to: number;
      readonly reason: string;
    }
  | { readonly kind: 'stop_refused'; readonly by: SlackUserId; readonly asked: string; readonly code: string }
);
