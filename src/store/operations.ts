import type { OperationEvent } from '../domain/event.ts';
import { type OperationId, parseOperationId } from '../domain/ids.ts';
import type { Lane } from '../domain/lane.ts';
import { canMove, isOver, type Operation } from '../domain/operation.ts';
import { needsWrapUp } from '../domain/wrap-up.ts';
import { setAlarmsBy } from './alarms.ts';
import { auditWrite } from './audit.ts';
import { awaitingChecksWrites } from './awaiting-checks.ts';
import { type Claim, claimFields } from './claim.ts';
import { commit, type Store } from './commit.ts';
import { copyLanes, copyWrites } from './copies.ts';
import { onceFor } from './delivery.ts';
import { endedWrites } from './ended.ts';
import type { Fence } from './fence.ts';
import { inboxOf } from './inbox.ts';
import { tellIncidentOf } from './incidents.ts';
import { keys } from './keys.ts';
import { firstRootWrites, rootWrites, threadWrites } from './messages.ts';
import { offerWrites } from './offers.ts';
import type { Guard, Write } from './transaction.ts';
import { askingKey, nothingMoves, type Place, underWayIds, underWayWrites } from './under-way.ts';

/** The card is on its way before planning asks every platform at once, ms. */
const headStartMs = 25;
const mostAttempts = 100;

/** What a decision makes of an operation: its next form, what happened, and what else is written with it. */
export interface Decision {
  readonly operation: Omit<Operation, 'version'>;
  readonly events: readonly OperationEvent[];
  readonly guards?: readonly Guard[];
  readonly writes?: readonly Write[];
  readonly wake?: readonly Lane[];
}

export type Creation =
  | { readonly kind: 'created' }
  | { readonly kind: 'known'; readonly id: OperationId }
  /** The same words are being planned: what they mean is being found out for that one. */
  | { readonly kind: 'being_planned'; readonly operation: Operation };

/**
 * Stores a new operation, once per Slack delivery, and wakes the worker that plans it. While a request in the same
 * words is being planned, a second one is not taken. `claim`: the caller posts the card; without it a worker does.
 */
export async function createOperation(
  store: Store,
  operation: Operation,
  asked: {
    readonly delivery: string;
    readonly event: OperationEvent;
    readonly claim?: Claim;
  },
): Promise<Creation> {
  const { delivery, event, claim } = asked;
  const lane = laneOf(operation);
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const now = store.now();
    const { guards, writes, wake } = creationOf(operation, { delivery, event, now, ...(claim && { claim }) });
    const outcome = await commit(store, {
      guards,
      writes: [
        ['SET', keys.lastChannel(operation.app), operation.request.channel],
        ...writes,
        setAlarmsBy([[lane, now], ...(claim ? [[channelOf(operation), claim.until] as const] : [])]),
        ['HDEL', keys.asked, delivery],
      ],
      wake: claim ? [] : wake.filter(({ kind }) => kind === 'channel'),
    });
    if (outcome === 'written') {
      await store.wake(lane, store.now() + headStartMs);
      return { kind: 'created' };
    }
    const [known, first] = await store.redis.mget(keys.accepted(delivery), askingKey(operation));
    if (known) return { kind: 'known', id: parseOperationId(known) };
    if (first)
      return { kind: 'being_planned', operation: await loadOperation(store, parseOperationId(first)) };
  }
  throw new Error(`${operation.id} found its words taken and free ${mostAttempts} times`);
}

/** A new operation as a part of another change: by that change alone, and once per delivery. */
export function creationOf(
  operation: Operation,
  asked: {
    readonly delivery: string;
    readonly event: OperationEvent;
    readonly now: number;
    readonly claim?: Claim;
  },
): Required<Pick<Decision, 'guards' | 'writes' | 'wake'>> {
  const { delivery, event, now, claim } = asked;
  const once = onceFor(delivery, operation.id);
  const asking = askingKey(operation);
  return {
    guards: [once.guard, ['absent', asking]],
    writes: [
      once.write,
      ['SET', asking, operation.id],
      ...underWayWrites(operation),
      ...recordWrites(operation, [event], now),
      ...firstRootWrites(operation, now, claim && claimFields(claim, now)),
    ],
    wake: [channelOf(operation), laneOf(operation)],
  };
}

/** What is not over in an environment, oldest first; `guard` holds while none of it changes its state. */
export async function operationsUnderWay(
  store: Store,
  place: Place,
): Promise<{ readonly operations: readonly Operation[]; readonly guard: Guard }> {
  const guard = await nothingMoves(store, place);
  const ids = await underWayIds(store, place);
  const operations = await Promise.all(ids.map((id) => findOperation(store, id)));
  return { operations: operations.filter((operation) => operation !== undefined), guard };
}

export async function loadOperation(store: Store, id: OperationId): Promise<Operation> {
  const operation = await findOperation(store, id);
  if (!operation) throw new Error(`no operation ${id}`);
  return operation;
}

export async function findOperation(store: Store, id: OperationId): Promise<Operation | undefined> {
  const [document, version] = await store.redis.hmget(keys.operation(id), 'document', 'version');
  return parseOperation(document, version);
}

export function parseOperation(document?: string | null, version?: string | null): Operation | undefined {
  if (!document || !version) return undefined;
  return { ...(JSON.parse(document) as Omit<Operation, 'version'>), version: Number(version) };
}

/**
 * Loads, decides and writes as one: when somebody else wrote in between, decides again on what they wrote.
 * `decide` returning undefined leaves everything as it is.
 */
export async function changeOperation(
  store: Store,
  id: OperationId,
  decide: (operation: Operation) => Decision | undefined | Promise<Decision | undefined>,
  fence?: Fence,
): Promise<Operation> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const operation = await loadOperation(store, id);
    const decision = await decide(operation);
    if (!decision) return operation;
    const moves = decision.operation.state !== operation.state;
    if (moves && !canMove(operation.state, decision.operation.state)) {
      throw new Error(`${id} cannot go from ${operation.state} to ${decision.operation.state}`);
    }
    const others =
      moves && leavesInbox(operation, decision.operation) ? await redrawBehind(store, operation) : undefined;
    const next: Operation = { ...decision.operation, version: operation.version + 1 };
    const outcome = await commit(store, {
      guards: [
        ['field', keys.operation(id), 'version', String(operation.version)],
        ...(decision.guards ?? []),
        ...(others?.guards ?? []),
      ],
      writes: [
        ...recordWrites(next, decision.events, store.now()),
        // Before the lines of its thread that wait, and before the cards that change because of it.
        ...rootWrites(next, next.createdAt),
        ...(moves ? moveWrites(operation, next) : []),
        ...(decision.writes ?? []),
        ...(others?.writes ?? []),
      ],
      wake: [
        channelOf(next),
        ...copyLanes(next),
        ...(needsWrapUp(next) ? [ownLane(next)] : []),
        ...tellIncidentOf(next, decision.events, store.now()).wake,
        ...(decision.wake ?? []),
        ...(others?.wake ?? []),
      ],
      fence,
    });
    if (outcome === 'written') return next;
  }
  throw new Error(`${id} changed ${mostAttempts} times while it was being decided`);
}

/** Another operation's next form, as a part of a change: guarded by the version that was read. */
export function changeBeside(
  store: Store,
  before: Operation,
  { operation, events }: Pick<Decision, 'operation' | 'events'>,
): Required<Pick<Decision, 'guards' | 'writes' | 'wake'>> {
  const moves = operation.state !== before.state;
  if (moves && !canMove(before.state, operation.state))
    throw new Error(`${before.id} cannot go from ${before.state} to ${operation.state}`);
  const next: Operation = { ...operation, version: before.version + 1 };
  return {
    guards: [['field', keys.operation(before.id), 'version', String(before.version)]],
    writes: [
      ...recordWrites(next, events, store.now()),
      ...rootWrites(next, store.now()),
      ...(moves ? moveWrites(before, next) : []),
    ],
    wake: [channelOf(next), ...copyLanes(next)],
  };
}

/** The operation's card is to be drawn again although only its steps changed. */
export function redrawWrites(operation: Operation, now: number): readonly Write[] {
  return [
    ['HINCRBY', keys.message(operation.id), 'want', '1'],
    ['ZADD', keys.outbox(operation.request.channel), 'NX', String(now), operation.id],
  ];
}

/** By whoever may have spoilt the card that another run has drawn: not behind a fence. */
export async function drawAgain(store: Store, operation: Operation): Promise<void> {
  await commit(store, { writes: redrawWrites(operation, store.now()), wake: [channelOf(operation)] });
}

export function eventWrites(
  { id, app, environment }: Operation,
  events: readonly OperationEvent[],
): readonly Write[] {
  return events.flatMap((event): Write[] => {
    const json = JSON.stringify(event);
    return [['RPUSH', keys.events(id), json], auditWrite({ operation: id, app, environment }, json)];
  });
}

export async function loadEvents(store: Store, id: OperationId): Promise<readonly OperationEvent[]> {
  const lines = await store.redis.lrange(keys.events(id), 0, -1);
  return lines.map((line) => JSON.parse(line) as OperationEvent);
}

function laneOf({ id }: Operation): Lane {
  return { kind: 'operation', operation: id };
}

export function channelOf(operation: Operation): Lane {
  return { kind: 'channel', channel: operation.request.channel };
}

function ownLane({ id }: Operation): Lane {
  return { kind: 'operation', operation: id };
}

function leavesInbox(before: Operation, next: Pick<Operation, 'state'>): boolean {
  if (before.state === 'queued' && next.state === 'awaiting_approval') return true;
  return (before.state === 'queued' || before.state === 'running') && isOver(next.state);
}

/** A waiting operation's card shows its place: it moves up when one before it goes. */
async function redrawBehind(
  store: Store,
  leaving: Operation,
): Promise<Required<Pick<Decision, 'guards' | 'writes' | 'wake'>>> {
  const guard = await nothingMoves(store, leaving);
  const inbox = await inboxOf(store, leaving);
  const behind = await Promise.all(
    inbox.slice(inbox.indexOf(leaving.id) + 1).map((id) => findOperation(store, id)),
  );
  const waiting = behind.filter((operation) => operation !== undefined);
  return {
    guards: [guard],
    writes: waiting.flatMap((operation) => redrawWrites(operation, store.now())),
    wake: waiting.map(channelOf),
  };
}

function moveWrites(before: Operation, next: Operation): readonly Write[] {
  return [
    ...underWayWrites(next),
    ...endedWrites(next),
    ...offerWrites(next),
    ...awaitingChecksWrites(before, next),
    ...(before.state === 'planning' ? [['DEL', askingKey(before)] as const] : []),
  ];
}

function recordWrites(
  operation: Operation,
  events: readonly OperationEvent[],
  now: number,
): readonly Write[] {
  const { version, ...document } = operation;
  return [
    ['HSET', keys.operation(operation.id), 'document', JSON.stringify(document), 'version', String(version)],
    ...eventWrites(operation, events),
    ...copyWrites(operation, now),
    ...threadWrites(operation, events),
    ...tellIncidentOf(operation, events, now).writes,
  ];
}
