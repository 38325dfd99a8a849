import type { By } from './approval.ts';
import type { OperationId, SlackUserId } from './ids.ts';
import type { Rehearsal } from './migration-plan.ts';
import type { Aftermath, Failure, RestoredData } from './operation.ts';
import type { Refusal } from './reasons.ts';
import type { WatchEnd } from './watch.ts';

/** One line of the audit stream. Those that concern people also become messages in the operation's thread. */
export type OperationEvent = { readonly at: number } & (
  | { readonly kind: 'requested'; readonly by: SlackUserId }
  /** A watch found the release worse than before. */
  | { readonly kind: 'began_by_itself'; readonly release: string }
  | { readonly kind: 'planned'; readonly digest: string; readonly commit: string }
  | ({ readonly kind: 'migrations_rehearsed' } & Pick<
      Extract<Rehearsal, { kind: 'passed' }>,
      'durationMs' | 'runs' | 'schema'
    >)
  | { readonly kind: 'checks_awaited'; readonly checks: readonly string[]; readonly until: number }
  | {
      readonly kind: 'approval_requested';
      readonly groups: readonly string[];
      readonly users: readonly SlackUserId[];
      /** How many were told in a direct message. */
      readonly told: number;
    }
  | ({ readonly kind: 'emergency_declared'; readonly by: SlackUserId } & Asks)
  | ({ readonly kind: 'acknowledgement_missing' } & Asks)
  | { readonly kind: 'acknowledged'; readonly by: SlackUserId }
  | { readonly kind: 'confirmation_requested'; readonly refusal: Refusal }
  | { readonly kind: 'confirmed'; readonly by: SlackUserId; readonly digest: string }
  | {
      readonly kind: 'approved';
      readonly by: SlackUserId;
      readonly digest: string;
      readonly nods: number;
      readonly required: number;
    }
  | {
      readonly kind: 'nod_taken_back';
      readonly by: SlackUserId;
      readonly digest: string;
      readonly nods: number;
      readonly required: number;
    }
  /** Those who are missing are called once more, by somebody or by time. */
  | ({ readonly kind: 'nudged'; readonly by: SlackUserId } & Missing)
  | ({ readonly kind: 'reminded' } & Missing)
  | {
      readonly kind: 'nods_reused';
      readonly nods: readonly By[];
      readonly given: number;
      readonly required: number;
    }
  | { readonly kind: 'nod_lapsed'; readonly by: SlackUserId; readonly why: string }
  | { readonly kind: 'rejected'; readonly by: SlackUserId; readonly reason: string }
  | { readonly kind: 'expired'; readonly checks?: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'queued'; readonly place: number }
  | { readonly kind: 'superseded'; readonly by: OperationId }
  | { readonly kind: 'cancel_requested'; readonly by: SlackUserId }
  | { readonly kind: 'started' }
  | { readonly kind: 'step_started'; readonly step: string; readonly title: string }
  | { readonly kind: 'step_done'; readonly step: string; readonly title: string; readonly durationMs: number }
  | { readonly kind: 'step_failed'; readonly failure: Failure; readonly log?: readonly string[] }
  | { readonly kind: 'step_undone'; readonly step: string; readonly title: string }
  | { readonly kind: 'step_stuck'; readonly step: string; readonly title: string; readonly why: string }
  | {
      readonly kind: 'succeeded';
      readonly release: string;
      readonly commit: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'watch_ended'; readonly end: WatchEnd }
  | ({ readonly kind: 'restored'; readonly durationMs: number } & RestoredData)
  /** A rollback has left its release behind. */
  | {
      readonly kind: 'rolled_back';
      readonly by: SlackUserId;
      /** Nobody pressed it. */
      readonly byItself?: true | undefined;
      readonly operation: OperationId;
      readonly to: string;
      /** The channel of the incident for which that was done. */
      readonly incident?: string;
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly aftermath: Aftermath }
  | { readonly kind: 'cancelled'; readonly by: SlackUserId; readonly aftermath: Aftermath }
);

interface Missing {
  readonly groups: readonly string[];
  readonly users: readonly SlackUserId[];
  readonly missing: number;
}

/** Whom it calls. */
interface Asks {
  readonly groups: readonly string[];
  readonly users: readonly SlackUserId[];
}

const silent = [
  'requested',
  'began_by_itself',
  'planned',
  'checks_awaited',
  'unchanged',
  'step_started',
] as const;
type SilentKind = (typeof silent)[number];

/** What the thread tells of; the card alone shows the rest. */
export type ToldEvent = Exclude<OperationEvent, { readonly kind: SilentKind }>;

/** Who asked for what is already under way is told so privately; the first in the queue does not wait. */
export function isTold(event: OperationEvent): event is ToldEvent {
  if (event.kind === 'refused') return event.refusal.code !== 'already_under_way';
  if (event.kind === 'queued') return event.place > 1;
  // What took its place tells so itself.
  if (event.kind === 'watch_ended') return event.end.kind !== 'overtaken';
  return !silent.some((kind) => kind === event.kind);
}
