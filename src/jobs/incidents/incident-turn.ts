import { type Incident, type IncidentPlace, placeOfIncident } from '../../domain/incident.ts';
import type { IncidentRequest } from '../../domain/incident-request.ts';
import type { IncidentEvent } from '../../incidents/incident-change.ts';
import { auditWrite } from '../../store/audit.ts';
import { commit, type Store } from '../../store/commit.ts';
import { incidentWrites, type WaitingItem } from '../../store/incidents.ts';
import { type Answer, answerWrites } from '../../store/messages.ts';
import type { Decision } from '../../store/operations.ts';
import type { Write } from '../../store/transaction.ts';
import type { LaneRun } from '../lane-run.ts';

/** One item of an incident's inbox and the run that decides it. */
export interface IncidentTurn {
  readonly place: IncidentPlace;
  readonly waiting: WaitingItem;
  readonly run: LaneRun;
}

/** The item is off, and the incident is as it says now. `lost`: a guard of what is written besides did not hold. */
export async function writeIncident(
  store: Store,
  { place, waiting, run: { fence } }: IncidentTurn,
  written: {
    readonly before: Incident | undefined;
    readonly incident: Incident;
    readonly events?: readonly IncidentEvent[];
    readonly answer?: { readonly request: IncidentRequest; readonly answer: Answer };
    readonly beside?: Required<Pick<Decision, 'guards' | 'writes' | 'wake'>>;
  },
): Promise<'written' | 'lost'> {
  const { before, incident, events = [], answer, beside } = written;
  const now = store.now();
  const entries = incident.timeline.slice(before?.timeline.length ?? 0);
  const told = entries.map(
    (entry) => ({ kind: 'incident', at: now, channel: place.channel, entry }) as const,
  );
  return commit(store, {
    guards: [waiting.guard, ...(beside?.guards ?? [])],
    writes: [
      waiting.taken,
      ...incidentWrites(incident, now),
      ...[...events, ...told].map((event) => audited(place, event)),
      ...(answer ? answerTo(place, answer, now) : []),
      ...(beside?.writes ?? []),
    ],
    wake: [{ kind: 'channel', channel: place.channel }, ...(beside?.wake ?? [])],
    fence,
  });
}

/** Nothing changes. */
export async function answerRequest(
  store: Store,
  { place, waiting, run: { fence } }: IncidentTurn,
  answer: { readonly request: IncidentRequest; readonly answer: Answer },
): Promise<void> {
  const now = store.now();
  await commit(store, {
    guards: [waiting.guard],
    writes: [waiting.taken, ...refusedWrites(place, answer, now), ...answerTo(place, answer, now)],
    wake: [{ kind: 'channel', channel: place.channel }],
    fence,
  });
}

/** It tells of what is told already. */
export async function dropItem(store: Store, { waiting, run: { fence } }: IncidentTurn): Promise<void> {
  await commit(store, { guards: [waiting.guard], writes: [waiting.taken], fence });
}

function answerTo(
  { channel }: IncidentPlace,
  { request: { by, delivery }, answer }: { readonly request: IncidentRequest; readonly answer: Answer },
  now: number,
): readonly Write[] {
  return answerWrites(undefined, { user: by, channel, delivery }, answer, now);
}

function refusedWrites(
  place: IncidentPlace,
  { request, answer }: { readonly request: IncidentRequest; readonly answer: Answer },
  at: number,
): readonly Write[] {
  if (answer.kind !== 'refused') return [];
  const { by, kind: asked } = request;
  const { code } = answer.refusal;
  return [audited(place, { kind: 'incident_refused', at, channel: place.channel, by, asked, code })];
}

function audited(place: IncidentPlace, event: IncidentEvent): Write {
  return auditWrite(placeOfIncident(place), JSON.stringify(event));
}
