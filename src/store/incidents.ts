import type { OperationEvent } from '../domain/event.ts';
import {
  type Incident,
  type IncidentPlace,
  placeOfIncident,
  type TimelineEntry,
} from '../domain/incident.ts';
import { entriesOf } from '../domain/incident-entries.ts';
import type { IncidentItem, IncidentRequest } from '../domain/incident-request.ts';
import type { Lane } from '../domain/lane.ts';
import type { Operation } from '../domain/operation.ts';
import { setAlarm } from './alarms.ts';
import type { Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { noticeWrites } from './notices.ts';
import { acceptInto, firstWaiting, type Inbox, restUntil, type Waiting } from './request-inbox.ts';
import type { Write } from './transaction.ts';

/*
 * An incident is written by its own lane alone. What people ask, and what happens elsewhere on its account, waits in its
 * inbox: put there by the write that makes it so, taken off by the write that tells it.
 */

/** After the last change: an incident that nobody resolves leaves nothing behind for ever. */
const keptForMs = 90 * 24 * 3_600_000;

function incidentLane({ app, channel }: IncidentPlace): Lane & { kind: 'incident' } {
  return { kind: 'incident', app, channel };
}

/** Keeps what a person asked, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptIncidentRequest(
  store: Store,
  place: IncidentPlace,
  request: IncidentRequest,
): Promise<'accepted' | 'known'> {
  return acceptInto(store, inboxOf(place), request);
}

/** As a part of the change that makes it so; `wake` only hurries: the alarm is among the writes. */
export interface Told {
  readonly writes: readonly Write[];
  readonly wake: readonly Lane[];
}

export function tellIncident(place: IncidentPlace, entries: readonly TimelineEntry[], now: number): Told {
  if (entries.length === 0) return { writes: [], wake: [] };
  const { channel } = place;
  const items = entries.map((entry): Write => {
    const item: IncidentItem = { kind: 'happened', channel, entry };
    return ['RPUSH', inboxOf(place).inbox, JSON.stringify(item)];
  });
  return { writes: [...items, setAlarm(incidentLane(place), now)], wake: [incidentLane(place)] };
}

/** Goes with every change of an operation: what the incident that began it must know. */
export function tellIncidentOf(
  operation: Omit<Operation, 'version'>,
  events: readonly OperationEvent[],
  now: number,
): Told {
  const { app, request } = operation;
  if (!request.incident) return { writes: [], wake: [] };
  return tellIncident({ app, channel: request.incident.channel }, entriesOf(operation, events), now);
}

export type WaitingItem = Waiting<IncidentItem>;

export function firstIncidentItem(store: Store, place: IncidentPlace): Promise<WaitingItem | undefined> {
  return firstWaiting(store, inboxOf(place).inbox);
}

export async function findIncident(store: Store, place: IncidentPlace): Promise<Incident | undefined> {
  const line = await store.redis.get(keys.incident(place.app, place.channel));
  return line === null ? undefined : (JSON.parse(line) as Incident);
}

/** The record, and what its message is to say from now on. */
export function incidentWrites(incident: Incident, now: number): readonly Write[] {
  const { app, channel, notice } = incident;
  const said = { kind: 'incident', place: placeOfIncident(incident), incident } as const;
  return [
    ['SET', keys.incident(app, channel), JSON.stringify(incident), 'PX', String(keptForMs)],
    ...noticeWrites({ ...notice, notice: said }, now),
    ['PEXPIRE', keys.message(notice.key), String(keptForMs)],
  ];
}

/** `lost`: something came meanwhile. */
export function restIncidentLane(
  store: Store,
  place: IncidentPlace,
  fence: Fence,
): Promise<'written' | 'lost'> {
  return restUntil(store, inboxOf(place), { at: undefined, fence });
}

function inboxOf(place: IncidentPlace): Inbox {
  return { inbox: keys.incidentItems(place.app, place.channel), lane: incidentLane(place) };
}
