import type { DatabaseTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { RestorePoint } from '../../domain/release.ts';
import type { DatabaseHost, WorkStatus } from '../contract.ts';
import { type Call, createFailures, type Failures } from '../failure.ts';
import { type ClientOptions, createNeonClient, type NeonClient, type NeonSettings } from './client.ts';
import { formatExpiry, mapBranch, mapRestorePoint } from './mapper.ts';
import { branchAnswerSchema, branchesSchema, type NeonBranch, operationsSchema } from './schema.ts';

interface NeonContext {
  readonly client: NeonClient;
  readonly failures: Failures;
}

export function createNeon(settings: NeonSettings, options: ClientOptions): DatabaseHost {
  const failures = createFailures('Neon', options.scrub);
  const context: NeonContext = { client: createNeonClient(settings, options, failures), failures };
  return {
    createRestorePoint: (target, wanted) => createRestorePoint(context, target, wanted),
    findRestorePoint: async (target, name) => {
      const branch = await findByName(context, target.project, name);
      return branch && mapRestorePoint(branch, Date.parse(branch.created_at) + target.restorePointTtlMs);
    },
    restorePointStatus: (target, branch) => restorePointStatus(context, target, branch),
    deleteRestorePoint: (target, branch) => deleteRestorePoint(context, target, branch),
  };
}

async function createRestorePoint(
  context: NeonContext,
  target: DatabaseTarget,
  { name, expiresAt }: { readonly name: string; readonly expiresAt: number },
): Promise<RestorePoint> {
  const parent = await getTarget(context, target);
  const call: Call = { what: 'create the restore point', effect: 'mutates' };
  const branch = { name, parent_id: parent.id, expires_at: formatExpiry(expiresAt) };
  const answer = await context.client.ask(call, (neon, params) =>
    neon.createProjectBranch(target.project, { branch }, params),
  );
  return mapRestorePoint(context.failures.parse(call, branchAnswerSchema, answer).branch, expiresAt);
}

async function restorePointStatus(
  context: NeonContext,
  target: DatabaseTarget,
  id: string,
): Promise<WorkStatus> {
  const branch = await findById(context, target.project, id);
  if (!branch) return { kind: 'failed', status: 'deleted' };
  const status = mapBranch(branch, []);
  return status.kind === 'ready' ? status : mapBranch(branch, await listOperations(context, target.project));
}

/** The newest operations of the project; a branch that is being made is among them. */
async function listOperations({ client, failures }: NeonContext, projectId: string) {
  const call: Call = { what: 'list the operations', effect: 'reads' };
  const answer = await client.ask(call, (neon, params) =>
    neon.listProjectOperations({ projectId, limit: 100 }, params),
  );
  return failures.parse(call, operationsSchema, answer).operations;
}

async function deleteRestorePoint(context: NeonContext, target: DatabaseTarget, id: string): Promise<void> {
  const call: Call = { what: 'delete the restore point', effect: 'mutates' };
  const branch = await findById(context, target.project, id);
  if (!branch) return;
  if (branch.id === target.branch || branch.name === target.branch)
    throw context.failures.refused(call, `${branch.name} is the database itself, not a restore point`);
  await orIfGone(() =>
    context.client.ask(call, (neon, params) =>
      neon.deleteProjectBranch({ projectId: target.project, branchId: id }, params),
    ),
  );
}

async function getTarget(context: NeonContext, { project, branch }: DatabaseTarget): Promise<NeonBranch> {
  const byId = branch.startsWith('br-') ? await findById(context, project, branch) : undefined;
  const found = byId ?? (await findByName(context, project, branch));
  if (found) return found;
  throw context.failures.refused(
    { what: 'find the branch', effect: 'reads' },
    `project ${project} has no branch ${branch}`,
  );
}

async function findById({ client, failures }: NeonContext, project: string, id: string) {
  const call: Call = { what: 'read the branch', effect: 'reads' };
  const answer = await orIfGone(() =>
    client.ask(call, (neon, params) => neon.getProjectBranch(project, id, params)),
  );
  return answer === undefined ? undefined : failures.parse(call, branchAnswerSchema, answer).branch;
}

/** `search` also finds parts of names and ids. */
async function findByName({ client, failures }: NeonContext, projectId: string, name: string) {
  const call: Call = { what: 'list the branches', effect: 'reads' };
  let cursor: string | undefined;
  do {
    const query = { projectId, search: name, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await client.ask(call, (neon, params) => neon.listProjectBranches(query, params));
    const { branches, pagination } = failures.parse(call, branchesSchema, answer);
    const found = branches.find((branch) => branch.name === name);
    if (found) return found;
    cursor = branches.length > 0 ? (pagination?.next ?? undefined) : undefined;
  } while (cursor !== undefined);
  return undefined;
}

async function orIfGone(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return undefined;
    throw error;
  }
}
