import { randomUUID } from 'node:crypto';
import { operationIdOf, parseSlackUserId } from '../domain/ids.ts';
import type { DeployRequest, Operation, OperationKind } from '../domain/operation.ts';
import { type Asked, beginAsked, keepAsked } from '../store/asked.ts';
import { claimFrom } from '../store/claim.ts';
import type { Desk } from './desk.ts';
import { type Act, type ClaimedCard, type Outcome, unavailable } from './outcome.ts';

/** What is to be planned: its card is the answer. */
export interface Wanted {
  readonly kind: OperationKind;
  readonly app: string;
  readonly environment: string;
  readonly request: Omit<DeployRequest, 'by' | 'team' | 'channel'>;
}

/** Kept in Redis, to be acknowledged; begun afterwards, once per delivery, and planned by a worker. */
export async function plan(
  desk: Desk,
  act: Act,
  wanted: Wanted,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const { store, guarded } = desk;
  const asked = { delivery: act.delivery, operation: operationOf(act, wanted, store.now()) };
  if ((await guarded(() => keepAsked(store, asked))) === 'unavailable') return unavailable();
  return { kind: 'accepted', begin: () => begin(desk, asked) };
}

/** Where this fails, or its process dies, a worker does it. Answers the card that this process is to post. */
async function begin({ store, firstPosts, log }: Desk, asked: Asked): Promise<ClaimedCard | undefined> {
  const { operation } = asked;
  const { id, kind, app, environment, request } = operation;
  const now = store.now();
  const claim = firstPosts.take(request.channel, now) ? claimFrom(now) : undefined;
  try {
    if ((await beginAsked(store, asked, claim)) === 'not_begun') return undefined;
  } catch (error) {
    log.error({ operation: id, err: error }, 'acknowledged, and left to a worker');
    return undefined;
  }
  log.info({ operation: id, by: request.by, app, environment }, `${kind} requested`);
  return claim && { operation, claim };
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
