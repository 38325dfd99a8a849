import type { FrontendTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { Call, Failures } from '../failure.ts';
import type { VercelClient } from './client.ts';
import { currentProduction } from './mapper.ts';
import {
  aliasSchema,
  deploymentSchema,
  deploymentsSchema,
  projectSchema,
  type VercelDeployment,
  type VercelListed,
  type VercelProject,
} from './schema.ts';

export interface VercelContext {
  readonly client: VercelClient;
  readonly failures: Failures;
}

/** What the environment's address is aimed at. */
export async function findCurrent(context: VercelContext, target: FrontendTarget) {
  if (target.target === 'production') return currentProduction(await readProject(context, target));
  const alias = await findAlias(context, target);
  if (!alias?.deploymentId) return undefined;
  return { id: alias.deploymentId, since: alias.updatedAt ?? alias.createdAt ?? undefined };
}

export async function listDeployments(
  { client, failures }: VercelContext,
  { project, team }: FrontendTarget,
  filters: Readonly<Record<string, string | number>>,
): Promise<readonly VercelListed[]> {
  const call: Call = { what: 'list the deployments', effect: 'reads' };
  const query = { projectId: project, ...filters };
  const answer = await client.send(call, { method: 'GET', path: '/v6/deployments', team, query });
  return failures.parse(call, deploymentsSchema, answer).deployments;
}

export async function readProject(
  { client, failures }: VercelContext,
  { project, team }: FrontendTarget,
): Promise<VercelProject> {
  const call: Call = { what: 'read the project', effect: 'reads' };
  const path = `/v9/projects/${encodeURIComponent(project)}`;
  return failures.parse(call, projectSchema, await client.send(call, { method: 'GET', path, team }));
}

export async function findDeployment(
  { client, failures }: VercelContext,
  { team }: FrontendTarget,
  deployment: string,
): Promise<VercelDeployment | undefined> {
  const call: Call = { what: 'read the deployment', effect: 'reads' };
  const path = `/v13/deployments/${encodeURIComponent(deployment)}`;
  const answer = await orIfGone(() => client.send(call, { method: 'GET', path, team }));
  return answer === undefined ? undefined : failures.parse(call, deploymentSchema, answer);
}

export async function findAlias({ client, failures }: VercelContext, target: FrontendTarget) {
  const call: Call = { what: 'read the alias', effect: 'reads' };
  const path = `/v4/aliases/${encodeURIComponent(hostOf(target))}`;
  const answer = await orIfGone(() => client.send(call, { method: 'GET', path, team: target.team }));
  return answer === undefined ? undefined : failures.parse(call, aliasSchema, answer);
}

export async function orIfGone(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return undefined;
    throw error;
  }
}

export function hostOf(target: FrontendTarget): string {
  // With its port, if it has one: so two local stand-ins on one machine are two names.
  return new URL(target.url).host;
}
