import type { DatabaseTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { Call, Failures } from '../failure.ts';
import type { NeonClient } from './client.ts';
import { isOver } from './mapper.ts';
import {
  branchAnswerSchema,
  branchesSchema,
  type NeonBranch,
  type NeonOperation,
  operationAnswerSchema,
  operationsSchema,
} from './schema.ts';

export interface NeonContext {
  readonly client: NeonClient;
  readonly failures: Failures;
}

export async function getTarget(
  context: NeonContext,
  { project, branch }: DatabaseTarget,
): Promise<NeonBranch> {
  const byId = branch.startsWith('br-') ? await findById(context, project, branch) : undefined;
  const found = byId ?? (await findByName(context, project, branch));
  if (found) return found;
  throw context.failures.refused(
    { what: 'find the branch', effect: 'reads' },
    `project ${project} has no branch ${branch}`,
  );
}

export async function findById({ client, failures }: NeonContext, project: string, id: string) {
  const call: Call = { what: 'read the branch', effect: 'reads' };
  const answer = await orIfGone(() =>
    client.ask(call, (neon, params) => neon.getProjectBranch(project, id, params)),
  );
  return answer === undefined ? undefined : failures.parse(call, branchAnswerSchema, answer).branch;
}

/** `search` also finds parts of names and ids. */
export async function findByName({ client, failures }: NeonContext, projectId: string, name: string) {
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

export async function orIfGone(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TerminalError && error.facts['status'] === 404) return undefined;
    throw error;
  }
}

/** The newest operations of the project; a branch that is being made is among them. */
export async function listOperations({ client, failures }: NeonContext, projectId: string) {
  const call: Call = { what: 'list the operations', effect: 'reads' };
  const answer = await client.ask(call, (neon, params) =>
    neon.listProjectOperations({ projectId, limit: 100 }, params),
  );
  return failures.parse(call, operationsSchema, answer).operations;
}

/** Those of the branch that are not over, and the last one: where it is not known which ones are meant. */
export async function lastOperations(context: NeonContext, projectId: string, branch: string) {
  const all = await listOperations(context, projectId);
  const own = all.filter(({ branch_id }) => branch_id === branch);
  return own.filter(({ status }, age) => age === 0 || !isOver(status)).map(({ id }) => id);
}

/** Neon forgets operations, those that are over. */
export async function findOperations(
  context: NeonContext,
  projectId: string,
  ids: readonly string[],
): Promise<readonly NeonOperation[]> {
  const found = await Promise.all(ids.map((id) => findOperation(context, projectId, id)));
  return found.filter((operation) => operation !== undefined);
}

async function findOperation({ client, failures }: NeonContext, project: string, id: string) {
  const call: Call = { what: 'read the operation', effect: 'reads' };
  const answer = await orIfGone(() =>
    client.ask(call, (neon, params) => neon.getProjectOperation(project, id, params)),
  );
  return answer === undefined ? undefined : failures.parse(call, operationAnswerSchema, answer).operation;
}
