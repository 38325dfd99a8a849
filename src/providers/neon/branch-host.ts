import type { BranchList } from '../../domain/branch.ts';
import type { DatabaseTarget } from '../../domain/environment.ts';
import type { BranchReset, NewBranch, StartedWork, WorkStatus } from '../contract.ts';
import type { Call } from '../failure.ts';
import { getDatabase } from './branch.ts';
import { mapListedBranch, markValue } from './branch-mapper.ts';
import { formatExpiry, formatMoment, mapOperations } from './mapper.ts';
import { findOperations, lastOperations, type NeonContext } from './read.ts';
import {
  comparisonSchema,
  endpointsSchema,
  type ListedBranch,
  listedBranchesSchema,
  projectSchema,
  startedSchema,
  versionSchema,
} from './schema.ts';

export async function listBranches(context: NeonContext, { project }: DatabaseTarget): Promise<BranchList> {
  const [listed, about, endpoints] = await Promise.all([
    readEveryPage(context, project),
    readProject(context, project),
    readEndpoints(context, project),
  ]);
  const limit = about.owner?.branches_limit ?? 0;
  return {
    branches: listed.map(({ branch, annotation }) => mapListedBranch(branch, { annotation, endpoints })),
    ...(limit > 0 && { limit }),
    retentionMs: about.history_retention_seconds * 1000,
  };
}

export async function postgresVersion(
  { client, failures }: NeonContext,
  { project }: DatabaseTarget,
): Promise<number> {
  const call: Call = { what: 'read the project', effect: 'reads' };
  const answer = await client.ask(call, (neon, params) => neon.getProject(project, params));
  return failures.parse(call, versionSchema, answer).project.pg_version;
}

export async function createBranch(
  { client, failures }: NeonContext,
  { project }: DatabaseTarget,
  { name, parent, at, expiresAt, schemaOnly, mark }: NewBranch,
): Promise<StartedWork> {
  const call: Call = { what: 'create the branch', effect: 'mutates' };
  const branch = {
    name,
    parent_id: parent,
    ...(at !== undefined && { parent_timestamp: formatMoment(at) }),
    ...(expiresAt !== 'never' && { expires_at: formatExpiry(expiresAt) }),
    ...(schemaOnly && { init_source: 'schema-only' }),
  };
  const { EndpointType } = await import('@neondatabase/api-client');
  const body = { branch, endpoints: [{ type: EndpointType.ReadWrite }], annotation_value: markValue(mark) };
  const answer = await client.ask(call, (neon, params) => neon.createProjectBranch(project, body, params));
  return started(failures.parse(call, startedSchema, answer));
}

export async function resetBranch(
  { client, failures }: NeonContext,
  { project }: DatabaseTarget,
  { branch, base }: BranchReset,
): Promise<StartedWork> {
  const call: Call = { what: 'reset the branch', effect: 'mutates' };
  const answer = await client.ask(call, (neon, params) =>
    neon.restoreProjectBranch(project, branch, { source_branch_id: base }, params),
  );
  return started(failures.parse(call, startedSchema, answer));
}

export async function findWork(
  context: NeonContext,
  { project }: DatabaseTarget,
  branch: string,
): Promise<StartedWork> {
  return { branch, operations: await lastOperations(context, project, branch) };
}

export async function workStatus(
  context: NeonContext,
  { project }: DatabaseTarget,
  { operations }: StartedWork,
): Promise<WorkStatus> {
  return mapOperations(await findOperations(context, project, operations));
}

export async function schemaDiff(
  context: NeonContext,
  { project }: DatabaseTarget,
  { branch, base }: BranchReset,
): Promise<string | undefined> {
  const { client, failures } = context;
  const database = await getDatabase(context, project, { branch });
  const call: Call = { what: 'compare the schemas', effect: 'reads' };
  const query = { projectId: project, branchId: branch, base_branch_id: base, db_name: database.name };
  const answer = await client.ask(call, (neon, params) =>
    neon.getProjectBranchSchemaComparison(query, params),
  );
  return failures.parse(call, comparisonSchema, answer).diff || undefined;
}

function started({
  branch,
  operations,
}: {
  readonly branch: { readonly id: string };
  readonly operations: readonly { readonly id: string }[];
}): StartedWork {
  return { branch: branch.id, operations: operations.map(({ id }) => id) };
}

interface AnnotatedBranch {
  readonly branch: ListedBranch;
  readonly annotation: Readonly<Record<string, string>>;
}

async function readEveryPage(
  { client, failures }: NeonContext,
  projectId: string,
): Promise<readonly AnnotatedBranch[]> {
  const call: Call = { what: 'list the branches', effect: 'reads' };
  const all: AnnotatedBranch[] = [];
  let cursor: string | undefined;
  do {
    const query = { projectId, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await client.ask(call, (neon, params) => neon.listProjectBranches(query, params));
    const { branches, annotations, pagination } = failures.parse(call, listedBranchesSchema, answer);
    all.push(...branches.map((branch) => ({ branch, annotation: annotations?.[branch.id]?.value ?? {} })));
    cursor = branches.length > 0 ? (pagination?.next ?? undefined) : undefined;
  } while (cursor !== undefined);
  return all;
}

async function readProject({ client, failures }: NeonContext, id: string) {
  const call: Call = { what: 'read the project', effect: 'reads' };
  const answer = await client.ask(call, (neon, params) => neon.getProject(id, params));
  return failures.parse(call, projectSchema, answer).project;
}

async function readEndpoints({ client, failures }: NeonContext, project: string) {
  const call: Call = { what: 'list the computes', effect: 'reads' };
  const answer = await client.ask(call, (neon, params) => neon.listProjectEndpoints(project, params));
  return failures.parse(call, endpointsSchema, answer).endpoints;
}
