import { randomUUID } from 'node:crypto';
import type { App } from '../../domain/environment.ts';
import { operationIdOf } from '../../domain/ids.ts';
import { type Incident, incidentReason, placeOfIncident } from '../../domain/incident.ts';
import type { IncidentRequest } from '../../domain/incident-request.ts';
import { duringIncident } from '../../domain/incident-rights.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { stopIdOf } from '../../domain/stop.ts';
import { decideIncidentPress, pressedIncident } from '../../incidents/press.ts';
import { decideFreeze } from '../../stops/freezes.ts';
import { creationOf, type Decision, operationsUnderWay } from '../../store/operations.ts';
import { recentReleases } from '../../store/releases.ts';
import { findStop } from '../../store/stops.ts';
import type { Context } from '../context.ts';
import { lookUpRequester } from '../facts/requester.ts';
import { type IncidentTurn, writeIncident } from './incident-turn.ts';
import { stopChange } from '../stops/stop-change.ts';

const patienceMs = 10_000;
const mostLookedBack = 50;
const mostAttempts = 100;

interface Press {
  readonly app: App;
  readonly request: IncidentRequest & { readonly kind: 'roll_back' };
  readonly before: Incident | undefined;
}

/** One write: the rollback is asked for, the app is frozen, the timeline tells it, and the press is off. */
export async function rollBackInIncident(
  context: Context,
  turn: IncidentTurn,
  press: Press,
): Promise<Refusal | undefined> {
  const { store } = context;
  const { app, request, before } = press;
  const configured = app.environments.find(({ name }) => name === request.environment);
  if (!before || !configured)
    return { code: 'incident_stale', facts: { environment: request.environment, live: 'something else' } };
  const environment = duringIncident(configured, app);
  const where = { app: app.name, environment: environment.name };
  const { permission } = await lookUpRequester(context, {
    run: turn.run,
    patienceMs,
    user: request.by,
    who: environment.policy.rights.rollback,
  });
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const { operations, guard } = await operationsUnderWay(store, where);
    const releases = await recentReleases(store, where, mostLookedBack);
    const facts = { environment, mayPress: permission, releases, underWay: operations };
    const decision = decideIncidentPress(before, request, facts);
    if (decision.kind === 'refused') return decision.refusal;
    const operation = newOperation(where, { request: decision.request, now: store.now() });
    const incident = pressedIncident(before, operation, decision.release);
    const beside = await beginning(context, operation, { incident, delivery: request.delivery });
    const guards = [guard, ...beside.guards];
    if ((await writeIncident(store, turn, { before, incident, beside: { ...beside, guards } })) === 'written')
      return undefined;
  }
  throw new Error(`${where.app}/${where.environment} moved ${mostAttempts} times while it was being decided`);
}

function newOperation(
  where: { readonly app: string; readonly environment: string },
  { request, now }: { readonly request: Operation['request']; readonly now: number },
): Operation {
  const id = operationIdOf(now, randomUUID());
  return { id, kind: 'rollback', ...where, request, state: 'planning', version: 1, createdAt: now };
}

/** A freeze that stands already stays as it is, and is not the incident's to lift. */
async function beginning(
  { store }: Context,
  operation: Operation,
  { incident, delivery }: { readonly incident: Incident; readonly delivery: string },
): Promise<Required<Pick<Decision, 'guards' | 'writes' | 'wake'>>> {
  const { by } = operation.request;
  const { channel, name } = incident;
  const now = store.now();
  const created = creationOf(operation, {
    delivery: `incident/${delivery}`,
    event: { kind: 'requested', at: now, by },
    now,
  });
  const place = placeOfIncident(incident);
  const seen = await findStop(store, 'freeze', place);
  const newId = stopIdOf(now, randomUUID());
  const wanted = { by, channel, reason: incidentReason(name), incident: channel };
  const change = decideFreeze(seen.stop, wanted, { place, now, newId });
  if (change.kind === 'refused') return created;
  const frozen = stopChange('freeze', place, { seen, change, now });
  return {
    guards: [...created.guards, ...frozen.guards],
    writes: [...created.writes, ...frozen.writes],
    wake: [...created.wake, ...frozen.wake],
  };
}
