import type { DatabaseTarget } from '../../domain/environment.ts';
import type { DataHistory, Restoration, RestoreRequest, WorkStatus } from '../contract.ts';
import type { Call } from '../failure.ts';
import { formatMoment, mapBranch, mapHistory, mapOperations } from './mapper.ts';
import { findByName, findOperations, getTarget, lastOperations, type NeonContext } from './read.ts';
import { operationsSchema, projectSchema } from './schema.ts';

export async function history(context: NeonContext, target: DatabaseTarget): Promise<DataHistory> {
  const { client, failures } = context;
  const call: Call = { what: 'read the project', effect: 'reads' };
  const [branch, answer] = await Promise.all([
    getTarget(context, target),
    client.ask(call, (neon, params) => neon.getProject(target.project, params)),
  ]);
  const { project } = failures.parse(call, projectSchema, answer);
  const known = mapHistory(branch, project.history_retention_seconds * 1000, Date.now());
  return known.barred === undefined ? known : { ...known, barred: failures.scrub(known.barred) };
}

export async function restore(
  context: NeonContext,
  target: DatabaseTarget,
  { source, preserveUnderName }: RestoreRequest,
): Promise<Restoration> {
  const branch = await getTarget(context, target);
  const call: Call = { what: 'restore the data', effect: 'mutates' };
  const body = {
    ...(source.kind === 'moment'
      ? { source_branch_id: branch.id, source_timestamp: formatMoment(source.at) }
      : { source_branch_id: source.branch }),
    preserve_under_name: preserveUnderName,
  };
  const answer = await context.client.ask(call, (neon, params) =>
    neon.restoreProjectBranch(target.project, branch.id, body, params),
  );
  const { operations } = context.failures.parse(call, operationsSchema, answer);
  return { operations: operations.map(({ id }) => id) };
}

/** Which operations they were is not known any more: those of the branch that are not over, and the last one. */
export async function findRestoration(
  context: NeonContext,
  target: DatabaseTarget,
  preserveUnderName: string,
): Promise<Restoration | undefined> {
  const preserved = await findByName(context, target.project, preserveUnderName);
  if (!preserved) return undefined;
  const branch = await getTarget(context, target);
  return { operations: await lastOperations(context, target.project, branch.id) };
}

export async function restorationStatus(
  context: NeonContext,
  target: DatabaseTarget,
  { operations }: Restoration,
): Promise<WorkStatus> {
  const worked = mapOperations(await findOperations(context, target.project, operations));
  return worked.kind === 'ready' ? mapBranch(await getTarget(context, target), []) : worked;
}
