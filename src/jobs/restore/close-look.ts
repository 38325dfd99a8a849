import type { DatabaseTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import { lookName } from '../../domain/make-restore-plan.ts';
import type { Operation } from '../../domain/operation.ts';
import { withPermit } from '../../providers/permit.ts';
import { type Context, placeOf } from '../context.ts';
import { isInterruption } from '../lease.ts';
import type { LaneRun } from '../lane-run.ts';
import { persist } from '../persist.ts';

const patienceMs = 60_000;

/** The branch that people looked at goes; by itself later, if Neon does not take it now. */
export async function closeLook(context: Context, operation: Operation, run: LaneRun): Promise<void> {
  const { database: target } = placeOf(context.apps, operation).environment;
  if (!target) return;
  const log = context.log.child({ operation: operation.id });
  const close = () => withPermit(run.assertHeld, () => remove(context, target, operation));
  try {
    await persist(close, { forMs: patienceMs, signal: run.signal, log });
  } catch (error) {
    if (isInterruption(error)) throw error;
    log.warn({ err: error }, 'the branch to look at stays until it expires');
  }
}

async function remove({ providers }: Context, target: DatabaseTarget, operation: Operation): Promise<void> {
  const { database } = providers;
  const look = await database.findBranch(target, lookName(operation.id));
  if (look) await database.deleteBranch(target, look.branch);
  const { plan } = operation;
  if (plan?.kind !== 'restore' || plan.source.kind !== 'branch') return;
  const { branch, expiresAt } = plan.source;
  if (expiresAt !== undefined) await expireAgain({ providers }, target, { branch, expiresAt });
}

/** A restore point that was restored from may have children now: those Neon keeps. */
async function expireAgain(
  { providers }: Pick<Context, 'providers'>,
  target: DatabaseTarget,
  { branch, expiresAt }: { readonly branch: string; readonly expiresAt: number },
): Promise<void> {
  try {
    await providers.database.setExpiry(target, branch, expiresAt);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
  }
}
