import type { OperationId } from '../domain/ids.ts';
import type { Action, StopAction } from '../slack/views/actions.ts';
import { findOperation } from '../store/operations.ts';
import type { Desk } from './desk.ts';
import { findWayBack } from './drifts.ts';
import { type Act, type Outcome, refused, unavailable } from './outcome.ts';
import { plan } from './plan.ts';
import { findStale } from './rollbacks.ts';

type Answered = Promise<Exclude<Outcome, { kind: 'modal' }>>;

/** The button of a card: what it was made for may not be what is live any more. */
export async function rollBackFrom(desk: Desk, act: Act, action: Action & { kind: 'roll_back' }): Answered {
  const { store, guarded } = desk;
  const { operation: id, release } = action;
  const operation = await guarded(() => findOperation(store, id));
  if (operation === 'unavailable') return unavailable();
  if (!operation) return refused(desk.gone(id));
  const view = await guarded(() => findStale(store, operation, action));
  if (view === 'unavailable') return unavailable();
  if (view) return { kind: 'told', view };
  const { app, environment } = operation;
  const to = { kind: 'release', release } as const;
  return plan(desk, act, { kind: 'rollback', app, environment, request: { components: [], to } });
}

/** The button of a drift: nothing is planned for one that is over. */
export async function putBack(desk: Desk, act: Act, action: StopAction): Answered {
  const { app, environment } = action;
  const to = await desk.guarded(() => findWayBack(desk.store, action));
  if (to === 'unavailable') return unavailable();
  if (!to) return refused({ code: 'drift_settled', facts: { environment } });
  return plan(desk, act, { kind: 'rollback', app, environment, request: { components: [], to } });
}

/** From before what the rollback left behind. */
export async function restoreDataOf(desk: Desk, act: Act, id: OperationId): Answered {
  const rollback = await desk.guarded(() => findOperation(desk.store, id));
  if (rollback === 'unavailable') return unavailable();
  if (rollback?.plan?.kind !== 'rollback') return refused(desk.gone(id));
  const { app, environment, plan: made } = rollback;
  const data = { kind: 'after', release: made.target.release } as const;
  return plan(desk, act, { kind: 'restore', app, environment, request: { components: [], data } });
}

/** The same again, in the channel of the first. */
export async function retry(desk: Desk, act: Act, id: OperationId): Answered {
  const before = await desk.guarded(() => findOperation(desk.store, id));
  if (before === 'unavailable') return unavailable();
  if (!before) return refused(desk.gone(id));
  const { kind, app, environment, request } = before;
  const { by: _by, team: _team, automatic: _automatic, channel, ...same } = request;
  return plan(desk, { ...act, channel }, { kind, app, environment, request: same });
}
