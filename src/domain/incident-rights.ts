import type { App, Environment, Who } from './environment.ts';
import { everyoneOf } from './who.ts';

/** In an incident those on call may roll back too, whatever the environment's own rights say. */
export function duringIncident(environment: Environment, { incidents }: Pick<App, 'incidents'>): Environment {
  const { policy } = environment;
  const rollback = widened(policy.rights.rollback, incidents.onCall);
  return { ...environment, policy: { ...policy, rights: { ...policy.rights, rollback } } };
}

function widened(who: Who | 'everyone', onCall: Who | undefined): Who | 'everyone' {
  return who === 'everyone' || onCall === undefined ? who : everyoneOf([onCall, who]);
}
