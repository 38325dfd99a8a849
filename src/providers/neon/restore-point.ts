import type { DatabaseTarget } from '../../domain/environment.ts';
import type { RestorePoint } from '../../domain/release.ts';
import type { WorkStatus } from '../contract.ts';
import type { Call } from '../failure.ts';
import { formatExpiry, mapBranch, mapRestorePoint } from './mapper.ts';
import { findById, findByName, getTarget, listOperations, type NeonContext } from './read.ts';
import { branchAnswerSchema } from './schema.ts';

export async function createRestorePoint(
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

export async function findRestorePoint(
  context: NeonContext,
  target: DatabaseTarget,
  name: string,
): Promise<RestorePoint | undefined> {
  const branch = await findByName(context, target.project, name);
  return branch && mapRestorePoint(branch, Date.parse(branch.created_at) + target.restorePointTtlMs);
}

export async function restorePointStatus(
  context: NeonContext,
  target: DatabaseTarget,
  id: string,
): Promise<WorkStatus> {
  const branch = await findById(context, target.project, id);
  if (!branch) return { kind: 'failed', status: 'deleted' };
  const status = mapBranch(branch, []);
  return status.kind === 'ready' ? status : mapBranch(branch, await listOperations(context, target.project));
}
