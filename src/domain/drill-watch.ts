import type { CareChange, CareDue, CareRequest } from './data-care.ts';
import type { Drill, DrillOutcome, DrillPolicy, DrillVerdict } from './drill.ts';
import { outcomeOf } from './drill.ts';
import type { SlackUserId } from './ids.ts';
import type { PlacedNotice } from './notice.ts';
import type { StopPlace } from './stop.ts';

/** What is known of an environment's restore drills. */
export interface DrillWatch {
  /** ms since the epoch: when the bot began to look after them. */
  readonly since: number;
  /** ms since the epoch: when the last one was begun by the clock. */
  readonly begunAt?: number;
  /** The one that runs. */
  readonly current?: Drill;
  readonly last?: DrillOutcome;
  /** ms since the epoch: when data was last restored. */
  readonly restoredAt?: number;
  /** ms since the epoch: when it was last told that one is overdue. */
  readonly warnedAt?: number;
}

/** One line of the audit stream. */
export type DrillEvent =
  | {
      readonly kind: 'drill_begun';
      readonly at: number;
      readonly by?: SlackUserId;
      readonly branch: string;
    }
  | {
      readonly kind: 'drill_over';
      readonly at: number;
      readonly verdict: DrillVerdict;
      readonly rtoMs?: number;
      readonly rpoMs?: number;
      readonly failure?: string;
    }
  | { readonly kind: 'drill_overdue'; readonly at: number; readonly restoredAt?: number }
  | { readonly kind: 'drill_refused'; readonly at: number; readonly by: SlackUserId; readonly code: string };

export type DrillChange = CareChange<DrillWatch, DrillEvent>;

/** A drill that nobody removed is removed by Neon after this. */
const mostMs = 6 * 3_600_000;

/** `id`: made by the caller, since it is random. `asked`: by a person; else by the clock. */
export function beginDrill(
  watch: DrillWatch,
  facts: {
    readonly id: string;
    readonly place: StopPlace;
    readonly policy: DrillPolicy;
    /** There are to be backups. */
    readonly withBackup: boolean;
    readonly now: number;
    /** Where to tell it; undefined where no channel is known. */
    readonly channel: string | undefined;
    readonly asked?: CareRequest;
  },
): DrillChange {
  const { id, place, policy, withBackup, now, channel, asked } = facts;
  const { ageMs, rtoMs, rpoMs } = policy;
  const at = asked?.at ?? now;
  const drill: Drill = {
    id,
    place,
    ...(asked && { by: asked.by }),
    at,
    ...(channel !== undefined && { notice: { key: `notice/drill/${id}`, channel } }),
    stage: 'reaching',
    done: [],
    stageAt: now,
    ...(withBackup && { withBackup }),
    targets: { ageMs, rtoMs, rpoMs },
    branch: branchOf(id, place.environment),
    expiresAt: now + mostMs,
    resumed: 0,
  };
  return {
    watch: { ...watch, ...(!asked && { begunAt: now }), current: drill },
    events: [{ kind: 'drill_begun', at: now, ...(asked && { by: asked.by }), branch: drill.branch }],
    notices: noticeOf(drill),
  };
}

/** Names it so that people at Neon know what it is. */
function branchOf(id: string, environment: string): string {
  return `cabeceo/drill/${environment}/${id}`;
}

/** The next stage, or the end after the last one. `learned` is what the stage has brought. */
export function moveDrill(
  watch: DrillWatch,
  drill: Drill,
  move: {
    readonly to: Drill['stage'] | 'over';
    readonly now: number;
    readonly learned?: Partial<Pick<Drill, 'reach' | 'branchId' | 'checks' | 'rtoMs' | 'failure'>>;
  },
): DrillChange {
  const { to, now, learned = {} } = move;
  const failed = learned.failure !== undefined;
  const finished = failed ? [] : [{ stage: drill.stage, ms: now - drill.stageAt }];
  const next: Drill = { ...drill, ...learned, done: [...drill.done, ...finished], stageAt: now };
  if (to === 'over') return endDrill(watch, next, now);
  const current = { ...next, stage: to };
  return { watch: { ...watch, current }, events: [], notices: noticeOf(current) };
}

/** Another worker goes on with it. */
export function resumeDrill(watch: DrillWatch): DrillWatch {
  const { current } = watch;
  return current ? { ...watch, current: { ...current, resumed: current.resumed + 1 } } : watch;
}

function endDrill({ current: _over, ...watch }: DrillWatch, drill: Drill, now: number): DrillChange {
  const outcome = outcomeOf(drill, now);
  const { verdict, rtoMs, rpoMs, failure } = outcome;
  const { notice, place } = drill;
  return {
    watch: { ...watch, last: outcome, ...(verdict !== 'failed' && { restoredAt: now }) },
    events: [
      {
        kind: 'drill_over',
        at: now,
        verdict,
        ...(rtoMs !== undefined && { rtoMs }),
        ...(rpoMs !== undefined && { rpoMs }),
        ...(failure && { failure: failure.code }),
      },
    ],
    notices: notice ? [{ ...notice, notice: { kind: 'drilled', place, drill, at: now } }] : [],
  };
}

function noticeOf(drill: Drill): readonly PlacedNotice[] {
  const { notice, place } = drill;
  return notice ? [{ ...notice, notice: { kind: 'drilling', place, drill } }] : [];
}

/** What the clock asks for while no drill runs. */
export function decideDrillTime(watch: DrillWatch, policy: DrillPolicy, now: number): CareDue {
  const begin = policy.everyMs > 0 ? (watch.begunAt ?? watch.since) + policy.everyMs : undefined;
  if (begin !== undefined && begin <= now) return { kind: 'begin' };
  const warn = warnAt(watch, policy);
  if (warn !== undefined && warn <= now) return { kind: 'warn' };
  const at = [begin, warn].filter((each) => each !== undefined);
  return at.length === 0 ? { kind: 'rest' } : { kind: 'rest', at: Math.min(...at) };
}

/** Once in each such time, as long as nothing was restored. */
function warnAt({ since, restoredAt, warnedAt }: DrillWatch, { overdueMs }: DrillPolicy): number | undefined {
  if (overdueMs === 0) return undefined;
  return Math.max(restoredAt ?? since, warnedAt ?? 0) + overdueMs;
}

/** Whether nothing was restored for longer than the policy allows. */
function isOverdue(watch: DrillWatch, { overdueMs }: DrillPolicy, now: number): boolean {
  return overdueMs > 0 && (watch.restoredAt ?? watch.since) + overdueMs <= now;
}

/** What `/status` says: that none has restored the data for too long, or that the last one did not do well. */
export interface DrillStanding {
  readonly overdue: boolean;
  readonly since: number;
  readonly restoredAt?: number;
  readonly last?: DrillOutcome;
}

export function drillStanding(
  watch: DrillWatch | undefined,
  policy: DrillPolicy,
  now: number,
): DrillStanding | undefined {
  if (!watch) return undefined;
  const { since, restoredAt, last } = watch;
  const overdue = isOverdue(watch, policy, now);
  const isWell = last === undefined || last.verdict === 'passed';
  if (!overdue && isWell) return undefined;
  return {
    overdue,
    since,
    ...(restoredAt !== undefined && { restoredAt }),
    ...(last && !isWell && { last }),
  };
}

export function warnOfDrill(
  watch: DrillWatch,
  {
    place,
    now,
    channel,
  }: { readonly place: StopPlace; readonly now: number; readonly channel: string | undefined },
): DrillChange {
  const { restoredAt, since, last } = watch;
  const key = `notice/drill-overdue/${place.app}/${place.environment}/${now}`;
  const notice = {
    kind: 'drill_overdue' as const,
    place,
    since,
    ...(restoredAt !== undefined && { restoredAt }),
    ...(last && { last }),
    at: now,
  };
  return {
    watch: { ...watch, warnedAt: now },
    events: [{ kind: 'drill_overdue', at: now, ...(restoredAt !== undefined && { restoredAt }) }],
    notices: channel === undefined ? [] : [{ key, channel, notice }],
  };
}
