import type { App, Environment, Who } from '../domain/environment.ts';
import type { StopRequest } from '../domain/stop-request.ts';
import { everything, type StopPlace } from '../domain/stop.ts';

/** The environments that a stop sign at a place is about. */
export interface StopScope {
  readonly place: StopPlace;
  readonly environments: readonly Environment[];
  readonly nagEveryMs: number;
}

/** Undefined where the configuration has nothing there, or not any more. */
export function findScope(apps: readonly App[], place: StopPlace): StopScope | undefined {
  const environments = apps
    .filter(({ name }) => place.app === everything || place.app === name)
    .flatMap((app) => app.environments)
    .filter(({ name }) => place.environment === everything || place.environment === name);
  const [first] = environments;
  return first && { place, environments, nagEveryMs: first.policy.nagLocksEveryMs };
}

/** Who may ask for it: somebody must be allowed in every environment that it stops. */
export function whoMay(
  { environments }: Pick<StopScope, 'environments'>,
  kind: StopRequest['kind'],
): readonly (Who | 'everyone')[] {
  const action = kind === 'freeze' || kind === 'unfreeze' ? 'freeze' : 'lock';
  const each = environments.map(({ policy }) => policy.rights[action]);
  return each.filter((who, index) => each.findIndex((other) => isSame(who, other)) === index);
}

function isSame(one: Who | 'everyone', other: Who | 'everyone'): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
