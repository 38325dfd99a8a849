import { parseSlackUserId } from '../domain/ids.ts';
import type { StopWish } from '../domain/stop-request.ts';
import type { StopPlace } from '../domain/stop.ts';
import { acceptStopRequest } from '../store/stop-requests.ts';
import type { Desk } from './desk.ts';
import { type Act, helpOf, misunderstood, type Outcome, unavailable } from './outcome.ts';
import type { StopCommand } from './parse-stops.ts';

export async function stop(
  desk: Desk,
  command: StopCommand,
  act: Act & { readonly name: string },
): Promise<Outcome> {
  switch (command.kind) {
    case 'help':
      return helpOf(act.name);
    case 'refused':
      return misunderstood(act.name, command.refusal);
    case 'stop':
      return askStop(desk, act, command);
  }
}

/** The place's own lane decides it. */
export async function askStop(
  { store, guarded }: Desk,
  { user, team, channel, delivery }: Act,
  { place: { app, environment }, wish }: { readonly place: StopPlace; readonly wish: StopWish },
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const request = { delivery, by: parseSlackUserId(user), team, channel, at: store.now(), ...wish };
  const outcome = await guarded(() => acceptStopRequest(store, { app, environment }, request));
  return outcome === 'unavailable' ? unavailable() : { kind: 'accepted' };
}
