import { randomUUID } from 'node:crypto';
import { operationIdOf, parseSlackUserId } from '../domain/ids.ts';
import type { DeployRequest, Operation, OperationKind } from '../domain/operation.ts';
import { alreadyUnderWay } from '../domain/under-way.ts';
import { refusalView } from '../slack/views/refusal.ts';
import { claimFrom } from '../store/claim.ts';
import { loadMessage } from '../store/messages.ts';
import { createOperation } from '../store/operations.ts';
import type { Desk } from './desk.ts';
import { type Act, type Outcome, unavailable } from './outcome.ts';

/** What is to be planned: its card is the answer. */
export interface Wanted {
  readonly kind: OperationKind;
  readonly app: string;
  readonly environment: string;
  readonly request: Omit<DeployRequest, 'by' | 'team' | 'channel'>;
}

/** Kept in Redis once per delivery, and planned by a worker. */
export async function plan(
  desk: Desk,
  act: Act,
  wanted: Wanted,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const { store, guarded, firstPosts } = desk;
  const now = store.now();
  const operation = operationOf(act, wanted, now);
  const { by } = operation.request;
  const claim = firstPosts.take(act.channel, now) ? claimFrom(now) : undefined;
  const event = { kind: 'requested', at: now, by } as const;
  const created = await guarded(() =>
    createOperation(store, operation, { delivery: act.delivery, event, ...(claim && { claim }) }),
  );
  if (created === 'unavailable') return unavailable();
  if (created.kind === 'being_planned') return sayUnderWay(desk, created.operation);
  const { id, kind, app, environment } = operation;
  // After the acknowledgement.
  setImmediate(() => desk.log.info({ operation: id, by, app, environment }, `${kind} requested`));
  return created.kind === 'created' && claim
    ? { kind: 'accepted', card: { operation, claim } }
    : { kind: 'accepted' };
}

function operationOf(act: Act, { request, ...wanted }: Wanted, now: number): Operation {
  return {
    id: operationIdOf(now, randomUUID()),
    ...wanted,
    request: { by: parseSlackUserId(act.user), team: act.team, channel: act.channel, ...request },
    state: 'planning',
    version: 1,
    createdAt: now,
  };
}

async function sayUnderWay(
  { store, guarded }: Desk,
  operation: Operation,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const card = await guarded(() => loadMessage(store, operation.id));
  const link = card === 'unavailable' ? undefined : card?.link;
  return { kind: 'told', view: refusalView(alreadyUnderWay(operation), link) };
}
