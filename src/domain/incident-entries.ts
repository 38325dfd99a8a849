import type { OperationEvent } from './event.ts';
import type { IncidentSign, TimelineEntry } from './incident.ts';
import type { Operation } from './operation.ts';
import type { Freeze, Hold, StopPlace } from './stop.ts';

/** What becomes of an incident's rollback, for its timeline. */
export function entriesOf(
  operation: Omit<Operation, 'version'>,
  events: readonly OperationEvent[],
): readonly TimelineEntry[] {
  return events.flatMap((event) => entryOf(operation, event) ?? []);
}

function entryOf(
  { id, environment, plan, request, state, startedAt }: Omit<Operation, 'version'>,
  event: OperationEvent,
): TimelineEntry | undefined {
  const { at } = event;
  const rollback = { at, environment, operation: id, ...(plan && { commit: plan.commit.sha }) };
  const started = startedAt !== undefined;
  switch (event.kind) {
    case 'planned':
      return plan && state === 'queued'
        ? { ...rollback, kind: 'rolling_back', by: request.by, subject: plan.commit.subject }
        : undefined;
    case 'succeeded':
      return { ...rollback, kind: 'verified', tookMs: event.durationMs };
    case 'failed':
      return { ...rollback, kind: 'not_rolled_back', why: event.failure, started };
    case 'refused':
      return { ...rollback, kind: 'not_rolled_back', why: event.refusal, started };
    case 'cancelled':
      return { ...rollback, kind: 'cancelled', by: event.by };
    case 'superseded':
      return { ...rollback, kind: 'cancelled', by: request.by };
    case 'unchanged':
      return { ...rollback, kind: 'nothing_to_do' };
    case 'acknowledged':
      return { ...rollback, kind: 'acknowledged', by: event.by };
    default:
      return undefined;
  }
}

type Sign = Freeze | Hold;

/** What becomes of a sign that an incident left; `channel`: of that incident. */
export function signEntry(
  sign: Pick<IncidentSign, 'kind' | 'place'>,
  { before, after }: { readonly before: Sign | undefined; readonly after: Sign | undefined },
  { by, at }: Pick<Sign, 'by' | 'at'>,
): { readonly channel: string; readonly entry: TimelineEntry } | undefined {
  if (before?.id === after?.id) return undefined;
  const stop = after ?? before;
  if (stop?.incident === undefined) return undefined;
  const kind = after ? 'stopped' : 'lifted';
  return { channel: stop.incident, entry: { kind, at, by, sign: { ...placed(sign), stop: stop.id } } };
}

function placed({ kind, place: { app, environment } }: Pick<IncidentSign, 'kind' | 'place'>): {
  readonly kind: IncidentSign['kind'];
  readonly place: StopPlace;
} {
  return { kind, place: { app, environment } };
}
