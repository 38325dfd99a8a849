import type { SlackUserId } from './ids.ts';
import type { Refusal } from './reasons.ts';
import type { NoticeAddress, StopPlace } from './stop.ts';

/*
 * One try at restoring an environment's data: `reaching` -> `branching` -> `starting` -> `checking` -> (`trying_backup`, where there are
 * backups) -> `removing` -> over. Whatever fails leads to `removing`: no drill leaves a branch behind. Each move is written before the next
 * begins, so that another worker goes on where one died.
 */

/** How an environment's restores are tried. */
export interface DrillPolicy {
  /** How often one is begun by itself, ms. 0: never. */
  readonly everyMs: number;
  /** How long after the last one that worked its absence is told, ms. 0: never. */
  readonly overdueMs: number;
  /** How old the state is that is restored, ms. */
  readonly ageMs: number;
  /** How long a restore may take, ms. */
  readonly rtoMs: number;
  /** How much of the newest data may be lost, ms. */
  readonly rpoMs: number;
  /** How long one check may take, ms. */
  readonly checkMs: number;
  readonly checks: readonly DataCheck[];
}

/** What restored data must stand up to. */
export type DataCheck =
  /** There are tables, not all empty; those named are there and hold rows. */
  | { readonly kind: 'tables'; readonly named: readonly string[] }
  /** Every row that points to another finds it. */
  | { readonly kind: 'foreign_keys' }
  /** The newest row is at most so much older than the moment that was restored. */
  | { readonly kind: 'newest'; readonly table: string; readonly column: string; readonly withinMs: number }
  /** The first value of the first row, as text. */
  | { readonly kind: 'sql'; readonly name: string; readonly sql: string; readonly expect: string };

/** What was found, before anybody judges it. */
export type CheckFinding =
  | {
      readonly kind: 'tables';
      readonly filled: number;
      readonly empty: readonly string[];
      readonly missing: readonly string[];
    }
  | { readonly kind: 'foreign_keys'; readonly checked: number; readonly broken: readonly string[] }
  /** `at`: ms since the epoch; none where the table is empty. */
  | { readonly kind: 'newest'; readonly at?: number }
  /** `value`: none where there is no row; `NULL` is one. */
  | { readonly kind: 'sql'; readonly value?: string }
  /** In the database's own words. */
  | { readonly kind: 'refused'; readonly says: string }
  | { readonly kind: 'too_slow' };

/** A sentence for each. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly says: string;
}

export type DrillStage = 'reaching' | 'branching' | 'starting' | 'checking' | 'trying_backup' | 'removing';

export interface Drill {
  readonly id: string;
  readonly place: StopPlace;
  /** None: the clock did. */
  readonly by?: SlackUserId;
  /** ms since the epoch: when it was asked for. The restore time counts from here. */
  readonly at: number;
  readonly notice?: NoticeAddress;
  readonly stage: DrillStage;
  /** Finished stages with their durations, ms. */
  readonly done: readonly { readonly stage: DrillStage; readonly ms: number }[];
  /** ms since the epoch: when the stage began. */
  readonly stageAt: number;
  /** Of the policy, when it was asked for. */
  /** The newest backup is tried too. */
  readonly withBackup?: true;
  readonly targets: Pick<DrillPolicy, 'ageMs' | 'rtoMs' | 'rpoMs'>;
  /** The branch's name: it leads back to it after a crash. */
  readonly branch: string;
  readonly expiresAt: number;
  readonly reach?: DrillReach;
  /** Neon's id of the branch. */
  readonly branchId?: string;
  readonly checks?: readonly CheckResult[];
  /** From asking until the last check was answered. */
  readonly rtoMs?: number;
  readonly failure?: Refusal;
  /** How often another worker took it up. */
  readonly resumed: number;
}

/** What could be restored when the drill began. */
export interface DrillReach {
  /** ms since the epoch: the state that is restored. */
  readonly moment: number;
  /** The history is shorter than the wished age. */
  readonly short: boolean;
  /** The earliest moment. */
  readonly from: number;
  /** ms since the epoch: the newest. */
  readonly newest: number;
}

/** `missed`: the data came back, but not within the targets. */
export type DrillVerdict = 'passed' | 'missed' | 'failed';

/** What is kept of the last one. */
export interface DrillOutcome {
  readonly id: string;
  readonly at: number;
  readonly verdict: DrillVerdict;
  readonly rtoMs?: number;
  readonly rpoMs?: number;
  readonly failure?: Refusal;
}

export const drillStages: readonly DrillStage[] = [
  'reaching',
  'branching',
  'starting',
  'checking',
  'trying_backup',
  'removing',
];

/** How much of the newest data would have been lost, had the drill been needed. */
export function rpoOf({ at, reach }: Drill): number | undefined {
  return reach && Math.max(0, at - reach.newest);
}

export function verdictOf(drill: Drill): DrillVerdict {
  const { failure, rtoMs, targets } = drill;
  const rpoMs = rpoOf(drill);
  if (failure || rtoMs === undefined || rpoMs === undefined) return 'failed';
  return rtoMs > targets.rtoMs || rpoMs > targets.rpoMs ? 'missed' : 'passed';
}

export function outcomeOf(drill: Drill, now: number): DrillOutcome {
  const { id, rtoMs, failure } = drill;
  const rpoMs = rpoOf(drill);
  return {
    id,
    at: now,
    verdict: verdictOf(drill),
    ...(rtoMs !== undefined && { rtoMs }),
    ...(rpoMs !== undefined && { rpoMs }),
    ...(failure && { failure }),
  };
}
