import { randomUUID } from 'node:crypto';
import { operationIdOf } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import { changeOperation, createOperation } from '../store/operations.ts';
import type { Context } from './context.ts';
import type { LaneRun } from './lane-run.ts';
import { closeLook } from './restore/close-look.ts';

/** What the end of an operation leaves to be done. May be begun again: each part is done once. */
export async function wrapUp(context: Context, operation: Operation, run: LaneRun): Promise<void> {
  if (operation.kind === 'restore') await closeLook(context, operation, run);
  else await askForData(context, operation);
  await changeOperation(
    context.store,
    operation.id,
    (current) => (current.wrappedUp ? undefined : { operation: { ...current, wrappedUp: true }, events: [] }),
    run.fence,
  );
}

/** The code is back: its data is a plan of its own, with nods of its own. */
async function askForData({ store, log }: Context, rollback: Operation): Promise<void> {
  const { app, environment, request, plan } = rollback;
  if (plan?.kind !== 'rollback') return;
  const { by, team, channel } = request;
  const now = store.now();
  const operation: Operation = {
    id: operationIdOf(now, randomUUID()),
    kind: 'restore',
    app,
    environment,
    request: { by, team, channel, components: [], data: { kind: 'after', release: plan.target.release } },
    state: 'planning',
    version: 1,
    createdAt: now,
  };
  const event = { kind: 'requested', at: now, by } as const;
  await createOperation(store, operation, { delivery: `data-of/${rollback.id}`, event });
  log.info({ operation: operation.id, rollback: rollback.id }, 'restore requested by a rollback');
}
