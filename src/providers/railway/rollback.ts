import type { BackendTarget } from '../../domain/environment.ts';
import type { BackendRollback } from '../contract.ts';
import type { Call } from '../failure.ts';
import { readCommit } from './mapper.ts';
import { clockSkewMs, findById, listSince, live, type RailwayContext } from './read.ts';
import { documents, type RailwayDeployment } from './schema.ts';

export async function rollbackOf(
  context: RailwayContext,
  target: BackendTarget,
  id: string,
): Promise<BackendRollback> {
  const [current, found] = await Promise.all([live(context, target), findById(context, id)]);
  if (!found) return { kind: 'gone', why: 'deleted' };
  if (current?.deployment === id) return { kind: 'live' };
  if (found.canRollback) return { kind: 'image' };
  const commit = readCommit(found);
  if (commit === undefined) return { kind: 'gone', why: 'no_commit' };
  return { kind: 'rebuild', why: whyNoImage(found), commit };
}

/** Railway says only that it cannot be rolled back to; its status tells what that comes from. */
function whyNoImage({ status }: RailwayDeployment): 'image_expired' | 'being_removed' | 'never_ran' {
  if (status === 'SUCCESS' || status === 'SLEEPING' || status === 'REMOVING') return 'being_removed';
  return status === 'REMOVED' || status === 'CRASHED' ? 'image_expired' : 'never_ran';
}

export async function rollBack({ client, failures }: RailwayContext, id: string): Promise<void> {
  const call: Call = { what: 'roll back to the deployment', effect: 'mutates' };
  const { deploymentRollback } = await client.ask(call, documents.rollBack, { id });
  if (!deploymentRollback) throw failures.refused(call, `deployment ${id} was not rolled back to`);
}

export async function findRolledBack(
  context: RailwayContext,
  target: BackendTarget,
  wanted: { readonly deployment: string; readonly since: number; readonly except: readonly string[] },
): Promise<{ readonly deployment: string } | undefined> {
  const original = await findById(context, wanted.deployment);
  if (!original) return undefined;
  for await (const found of listSince(context, target, wanted.since - clockSkewMs)) {
    if (found.id === original.id || wanted.except.includes(found.id)) continue;
    if (runsTheSame(found, original)) return { deployment: found.id };
  }
  return undefined;
}

function runsTheSame(one: RailwayDeployment, other: RailwayDeployment): boolean {
  const [digest, wanted] = [one.meta?.imageDigest, other.meta?.imageDigest];
  if (digest && wanted) return digest === wanted;
  const commit = readCommit(other);
  return commit !== undefined && readCommit(one) === commit;
}
