import type { DatabaseTarget } from '../../domain/environment.ts';
import type { BranchRequest, DatabaseHost, DataBranch, StartedWork, WorkStatus } from '../contract.ts';
import type { Call } from '../failure.ts';
import { keepSecret, type Secret } from '../secrets.ts';
import {
  formatExpiry,
  formatMoment,
  mapBranch,
  mapDataBranch,
  mapOperations,
  newestOfEach,
} from './mapper.ts';
import { findById, findByName, getTarget, listOperations, type NeonContext, orIfGone } from './read.ts';
import {
  branchAnswerSchema,
  databasesSchema,
  endpointsSchema,
  operationsSchema,
  uriSchema,
} from './schema.ts';

export async function createBranchAt(
  context: NeonContext,
  target: DatabaseTarget,
  { name, at, expiresAt }: BranchRequest,
): Promise<DataBranch> {
  const parent = await getTarget(context, target);
  const call: Call = { what: 'create the branch', effect: 'mutates' };
  const branch = {
    name,
    parent_id: parent.id,
    ...(at !== undefined && { parent_timestamp: formatMoment(at) }),
    expires_at: formatExpiry(expiresAt),
  };
  const { EndpointType } = await import('@neondatabase/api-client');
  const endpoints = [{ type: EndpointType.ReadWrite }];
  const answer = await context.client.ask(call, (neon, params) =>
    neon.createProjectBranch(target.project, { branch, endpoints }, params),
  );
  return mapDataBranch(context.failures.parse(call, branchAnswerSchema, answer).branch);
}

export async function findBranch(
  context: NeonContext,
  target: DatabaseTarget,
  name: string,
): Promise<DataBranch | undefined> {
  const branch = await findByName(context, target.project, name);
  return branch && mapDataBranch(branch);
}

/** The compute is there only after the last of what was begun with the branch is finished. */
export async function branchStatus(
  context: NeonContext,
  target: DatabaseTarget,
  id: string,
): Promise<WorkStatus> {
  const branch = await findById(context, target.project, id);
  if (!branch) return { kind: 'failed', status: 'deleted' };
  const operations = await listOperations(context, target.project);
  const status = mapBranch(branch, operations);
  if (status.kind !== 'ready') return status;
  const worked = mapOperations(newestOfEach(operations.filter(({ branch_id }) => branch_id === id)));
  if (worked.kind !== 'ready') return worked;
  return (await hasCompute(context, target, id)) ? worked : { kind: 'failed', status: 'no compute' };
}

async function hasCompute({ client, failures }: NeonContext, { project }: DatabaseTarget, id: string) {
  const call: Call = { what: 'list the computes', effect: 'reads' };
  const answer = await client.ask(call, (neon, params) =>
    neon.listProjectBranchEndpoints(project, id, params),
  );
  return failures.parse(call, endpointsSchema, answer).endpoints.length > 0;
}

export function branchPage({ project }: DatabaseTarget, branch: string): string {
  return `https://console.neon.tech/app/projects/${encodeURIComponent(project)}/branches/${encodeURIComponent(branch)}`;
}

export async function setExpiry(
  context: NeonContext,
  { project }: DatabaseTarget,
  { branch, expiresAt }: { readonly branch: string; readonly expiresAt: number | 'never' },
): Promise<void> {
  const call: Call = { what: 'change when the branch expires', effect: 'mutates' };
  const body = { branch: { expires_at: expiresAt === 'never' ? null : formatExpiry(expiresAt) } };
  await context.client.ask(call, (neon, params) => neon.updateProjectBranch(project, branch, body, params));
}

export async function deleteBranch(
  context: NeonContext,
  target: DatabaseTarget,
  { branch: id, what }: { readonly branch: string; readonly what: string },
): Promise<StartedWork> {
  const call: Call = { what, effect: 'mutates' };
  const branch = await findById(context, target.project, id);
  if (!branch) return { branch: id, operations: [] };
  if (branch.id === target.branch || branch.name === target.branch)
    throw context.failures.refused(call, `${branch.name} is the database itself, so it stays`);
  const answer = await orIfGone(() =>
    context.client.ask(call, (neon, params) =>
      neon.deleteProjectBranch({ projectId: target.project, branchId: id }, params),
    ),
  );
  return { branch: id, operations: startedIn(answer) };
}

/** Where it was gone already there is nothing in the answer. */
function startedIn(answer: unknown): readonly string[] {
  return (operationsSchema.safeParse(answer).data?.operations ?? []).map(({ id }) => id);
}

export async function connection(
  context: NeonContext,
  target: DatabaseTarget,
  wanted: Parameters<DatabaseHost['connection']>[1],
): Promise<Secret> {
  const { project } = target;
  const branch = wanted.branch ?? (await getTarget(context, target)).id;
  const database = await getDatabase(context, project, { ...wanted, branch });
  const call: Call = { what: 'read the connection string', effect: 'reads' };
  const query = {
    projectId: project,
    branch_id: branch,
    database_name: database.name,
    role_name: database.owner_name,
    pooled: wanted.via === 'pooler',
  };
  const answer = await context.client.ask(call, (neon, params) => neon.getConnectionUri(query, params));
  return keepSecret(context.failures.parse(call, uriSchema, answer).uri);
}

export async function getDatabase(
  { client, failures }: NeonContext,
  project: string,
  wanted: { readonly branch: string; readonly database?: string | undefined },
) {
  const call: Call = { what: 'list the databases', effect: 'reads' };
  const answer = await client.ask(call, (neon, params) =>
    neon.listProjectBranchDatabases(project, wanted.branch, params),
  );
  const all = failures.parse(call, databasesSchema, answer).databases;
  const found = all.filter(({ name }) => wanted.database === undefined || name === wanted.database);
  const [one] = found;
  if (one && found.length === 1) return one;
  const names = all.map(({ name }) => name).join(', ') || 'none';
  throw failures.refused(
    call,
    wanted.database === undefined
      ? `which database of ${wanted.branch} is meant is not said; there are: ${names}`
      : `${wanted.branch} has no database ${wanted.database}; there are: ${names}`,
  );
}
