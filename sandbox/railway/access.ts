import { GraphQLError } from 'graphql';
import type { EnvironmentName } from './seed.ts';
import { environmentNames, railwaySeed } from './seed.ts';

/** What a token reaches: an account's everything, a project token one environment. */
export type Access =
  | { readonly kind: 'account' }
  | { readonly kind: 'project'; readonly environment: EnvironmentName };

export function accessOf(headers: Headers): Access | undefined {
  if (headers.get('authorization') === `Bearer ${railwaySeed.token}`) return { kind: 'account' };
  const token = headers.get('project-access-token');
  const environment = environmentNames.find((name) => railwaySeed.environments[name].projectToken === token);
  return environment && { kind: 'project', environment };
}

/** Railway says the same for a dead token and for a missing permission. */
export const notAuthorized = () => new GraphQLError('Not Authorized');

export function requireReach(access: Access, environment: EnvironmentName): void {
  if (access.kind === 'project' && access.environment !== environment) throw notAuthorized();
}

export function requireAccount(access: Access): void {
  if (access.kind !== 'account') throw notAuthorized();
}
