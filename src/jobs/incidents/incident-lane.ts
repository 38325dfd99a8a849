import type { App } from '../../domain/environment.ts';
import type { Incident, IncidentPlace } from '../../domain/incident.ts';
import type { IncidentRequest } from '../../domain/incident-request.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { decideLook } from '../../incidents/changes.ts';
import { happened, resolve } from '../../incidents/follow.ts';
import { environmentsLookedAt, lookedAt, refuseChannel, sayPatterns } from '../../incidents/look.ts';
import { findIncident, firstIncidentItem, restIncidentLane } from '../../store/incidents.ts';
import type { Context } from '../context.ts';
import { lookUpChanges } from '../facts/incident-changes.ts';
import { answerRequest, dropItem, type IncidentTurn, writeIncident } from './incident-turn.ts';
import type { LaneRun } from '../lane-run.ts';
import { rollBackInIncident } from './roll-back-in-incident.ts';

/** Somebody waits, and in a hurry. */
const patienceMs = 5_000;

/** Decides what people asked of a channel's incident, and tells what happened on its account. One worker at a time. */
export async function runIncidentLane(context: Context, place: IncidentPlace, run: LaneRun): Promise<void> {
  const { store } = context;
  for (;;) {
    run.signal.throwIfAborted();
    const waiting = await firstIncidentItem(store, place);
    if (waiting) await decide(context, { place, waiting, run });
    else if ((await restIncidentLane(store, place, run.fence)) === 'written') return;
  }
}

async function decide(context: Context, turn: IncidentTurn): Promise<void> {
  const { store, log } = context;
  const { place, waiting } = turn;
  const { request: item } = waiting;
  const before = await findIncident(store, place);
  if (item.kind === 'happened') {
    const incident = before && happened(before, item.entry);
    if (incident) await writeIncident(store, turn, { before, incident });
    else await dropItem(store, turn);
    return;
  }
  const refusal = await handle(context, turn, { request: item, before });
  if (refusal) await answerRequest(store, turn, { request: item, answer: { kind: 'refused', refusal } });
  log.info({ ...place, request: item.kind, by: item.by, refused: refusal?.code }, 'incident request decided');
}

interface Asked {
  readonly request: IncidentRequest;
  readonly before: Incident | undefined;
}

/** Answers why not, where it is refused. */
async function handle(context: Context, turn: IncidentTurn, asked: Asked): Promise<Refusal | undefined> {
  const { apps, people } = context;
  const { request } = asked;
  const app = apps.find(({ name }) => name === turn.place.app);
  if (!app) {
    const known = apps.map(({ name }) => name).join(', ');
    return { code: 'unknown_app', facts: { found: turn.place.app, known } };
  }
  if (request.kind === 'roll_back')
    return rollBackInIncident(context, turn, { app, request, before: asked.before });
  const asker = await people.mayDo({ user: request.by }, 'everyone');
  if (asker === 'outsider') return { code: 'other_workspace', facts: {} };
  if (request.kind === 'look_at_changes') return look(context, turn, { ...asked, app });
  if (!asked.before) return { code: 'no_incident', facts: { app: app.name, patterns: sayPatterns(app) } };
  if (request.kind === 'resolve' && asker === 'unreachable') return { code: 'person_unreachable', facts: {} };
  await tellOrResolve(context, turn, { request, before: asked.before });
  return undefined;
}

async function tellOrResolve(
  { store }: Context,
  turn: IncidentTurn,
  { request, before }: Asked & { readonly before: Incident },
): Promise<void> {
  if (request.kind === 'resolve') {
    const incident = resolve(before, request);
    const answer = { kind: 'incident', about: 'resolved', incident } as const;
    await writeIncident(store, turn, { before, incident, answer: { request, answer } });
  } else {
    const answer = { kind: 'incident', about: 'told', incident: before } as const;
    await answerRequest(store, turn, { request, answer });
  }
}

async function look(
  context: Context,
  turn: IncidentTurn,
  { app, request, before }: Asked & { readonly app: App },
): Promise<Refusal | undefined> {
  const { store } = context;
  const { channel } = turn.place;
  const facts = await askForChannel(context, channel);
  const refusal = refuseChannel(facts, app);
  if (refusal || typeof facts === 'string') return refusal;
  const patience = { run: turn.run, patienceMs };
  const changes = await Promise.all(
    environmentsLookedAt(app).map((environment) => lookUpChanges(context, { app, environment }, patience)),
  );
  const { by } = request;
  const now = store.now();
  const seen = decideLook(changes, { openedAt: facts.createdAt, now });
  const incident = lookedAt(before, { app, channel, facts, by, look: seen });
  const answer = { kind: 'incident', about: 'updated', incident } as const;
  await writeIncident(store, turn, {
    before,
    incident,
    events: [{ kind: 'incident_looked_at', at: now, channel, by, name: incident.name }],
    // The first time the message itself is the answer.
    ...(before && { answer: { request, answer } }),
  });
  return undefined;
}

/** Direct messages are no channels. */
async function askForChannel(
  { channels }: Context,
  id: string,
): Promise<Parameters<typeof refuseChannel>[0]> {
  return id.startsWith('D') ? 'no_channel' : ((await channels.channelOf(id)) ?? 'unknown');
}
