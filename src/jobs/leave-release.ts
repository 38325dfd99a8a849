import { type Actor, whoAsked } from '../domain/actor.ts';
import { randomUUID } from 'node:crypto';
import { type OperationId, shortSha } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { RollbackPlan } from '../domain/plan.ts';
import { stopIdOf } from '../domain/stop.ts';
import { decideHold } from '../stops/holds.ts';
import { allBeside, type Beside, nothingBeside } from '../store/beside.ts';
import type { Store } from '../store/commit.ts';
import { changeBeside, findOperation } from '../store/operations.ts';
import { stopsLane } from '../store/stop-requests.ts';
import { findStop } from '../store/stops.ts';
import { stopChange } from './stops/stop-change.ts';

/**
 * What a rollback leaves: a hold, the commit that it took back marked bad, and its operation marked as rolled back. What
 * only puts back what was released leaves nothing: it was no release that was bad.
 */
export async function leaveRelease(store: Store, operation: Operation, plan: RollbackPlan): Promise<Beside> {
  if (plan.target.putsBack) return nothingBeside;
  return allBeside(await placeHold(store, operation, plan), await markRolledBack(store, operation, plan));
}

/** Where a hold stands already it stays, and names the newer bad commit. */
async function placeHold(store: Store, operation: Operation, plan: RollbackPlan): Promise<Beside> {
  const { app, environment, request } = operation;
  const place = { app, environment };
  const now = store.now();
  const seen = await findStop(store, 'hold', place);
  const bad = plan.leaves.commit;
  const from = bad === undefined ? '' : ` from ${shortSha(bad)}`;
  const wanted = {
    ...whoRolledBack(operation),
    channel: request.channel,
    reason: `rolled back${from} to ${shortSha(plan.commit.sha)}`,
    bad,
    incident: request.incident?.channel,
  };
  const newId = stopIdOf(now, randomUUID());
  const change = decideHold(seen.stop, wanted, { place, now, newId });
  if (change.kind === 'refused') return nothingBeside;
  const { wake, ...changed } = stopChange('hold', place, { seen, change, now });
  // The place's own lane has the platforms stop deploying by themselves.
  return { ...changed, wake: [...wake, stopsLane(place)] };
}

/** The deploy of the release that it left, and that of an incident's suspect where newer ones went with it. */
async function markRolledBack(store: Store, operation: Operation, plan: RollbackPlan): Promise<Beside> {
  const ids = [plan.leaves.operation, operation.request.incident?.suspect];
  const known = [...new Set(ids)].filter((id) => id !== undefined);
  return allBeside(...(await Promise.all(known.map((id) => markOne(store, operation, { id, plan })))));
}

async function markOne(
  store: Store,
  operation: Operation,
  { id, plan }: { readonly id: OperationId; readonly plan: RollbackPlan },
): Promise<Beside> {
  const left = await findOperation(store, id);
  if (left?.state !== 'succeeded') return nothingBeside;
  const { incident } = operation.request;
  const rolledBack = {
    kind: 'rolled_back',
    at: store.now(),
    ...whoRolledBack(operation),
    operation: operation.id,
    to: plan.commit.sha,
    ...(incident && { incident: incident.channel }),
  } as const;
  return changeBeside(store, left, {
    operation: { ...left, state: 'rolled_back' },
    events: [rolledBack],
  });
}

function whoRolledBack({ confirmed, request }: Operation): Actor {
  return confirmed ? { by: confirmed.by } : whoAsked(request);
}
