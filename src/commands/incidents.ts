import { parseSlackUserId } from '../domain/ids.ts';
import type { IncidentWish } from '../domain/incident-request.ts';
import type { IncidentAction } from '../slack/views/actions.ts';
import { acceptIncidentRequest } from '../store/incidents.ts';
import type { Desk } from './desk.ts';
import { incidentCommand } from './incident-commands.ts';
import { type Act, helpOf, misunderstood, type Outcome, unavailable } from './outcome.ts';
import { parseIncidentCommand } from './parse-incident.ts';

export async function incident(desk: Desk, asked: Act & { readonly text: string }): Promise<Outcome> {
  const parsed = parseIncidentCommand(asked.text, { apps: desk.apps, channel: asked.channel });
  switch (parsed.kind) {
    case 'help':
      return helpOf(incidentCommand.name);
    case 'refused':
      return misunderstood(incidentCommand.name, parsed.refusal);
    case 'incident':
      return askIncident(desk, asked, { app: parsed.app.name, wish: parsed.wish });
  }
}

/** The red button. */
export function rollBackInIncident(
  desk: Desk,
  { app, environment, release, leaves }: IncidentAction,
  act: Act,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  return askIncident(desk, act, { app, wish: { kind: 'roll_back', environment, release, leaves } });
}

/** A worker decides it: whether the channel is an incident's, only Slack knows. */
export async function askIncident(
  { store, guarded }: Desk,
  { user, team, channel, delivery }: Act,
  { app, wish }: { readonly app: string; readonly wish: IncidentWish },
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const request = { delivery, by: parseSlackUserId(user), team, at: store.now(), ...wish };
  const outcome = await guarded(() => acceptIncidentRequest(store, { app, channel }, request));
  return outcome === 'unavailable' ? unavailable() : { kind: 'accepted' };
}
