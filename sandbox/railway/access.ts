import { GraphQLError } from 'graphql';
import type { EnvironmentName } from './seed.ts';
import { environmentNames, railwaySeed } from './seed.ts';

export interface Creator {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** What a token reaches: an account's everything, a project token one environment. */
export type Access =
  | { readonly kind: 'account'; readonly user: Creator }
  | { readonly kind: 'project'; readonly environment: EnvironmentName };

export function accessOf(headers: Headers): Access | undefined {
  for (const { token, user } of [railwaySeed, railwaySeed.person]) {
    if (headers.get('authorization') === `Bearer ${token}`) return { kind: 'account', user };
  }
  const token = headers.get('project-access-token');
  const environment = environmentNames.find((name) => railwaySeed.environments[name].projectToken === token);
  return environment && { kind: 'project', environment };
}

/** A project token is nobody's. */
export function creatorOf(access: Access): Creator | undefined {
  return access.kind === 'account' ? access.user : undefined;
}

/** Railway says the same for a dead token and for a missing permission. */
export const notAuthorized = () => new GraphQLError('Not Authorized');

export function requireReach(access: Access, environment: EnvironmentName): void {
  if (access.kind === 'project' && access.environment !== environment) throw notAuthorized();
}

export function requireAccount(access: Access): void {
  if (access.kind !== 'account') throw notAuthorized();
}
