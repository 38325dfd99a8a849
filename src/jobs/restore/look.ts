import type { DataSeen } from '../../domain/data-seen.ts';
import type { DatabaseTarget } from '../../domain/environment.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { RestorePlan, RestoreSource } from '../../domain/plan.ts';
import type { DataBranch } from '../../providers/contract.ts';
import { withPermit } from '../../providers/permit.ts';
import { nextLook, nextTry, pause } from '../../time/wait.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';

const readyMs = 45_000;
const readMs = 15_000;

/**
 * The branch that shows the source’s data, ready to be connected to. Found again by its name: planning may begin anew
 * after any crash. A branch that expires can have no children, so a source that does is kept for good until the operation is over.
 */
export async function openLook(
  context: Context,
  target: DatabaseTarget,
  wanted: {
    readonly name: string;
    readonly source: RestoreSource;
    readonly expiresAt: number;
    readonly run: LaneRun;
  },
): Promise<RestorePlan['look']> {
  const { name, source, expiresAt, run } = wanted;
  const { database } = context.providers;
  const branch =
    (await database.findBranch(target, name)) ??
    (await withPermit(run.assertHeld, () => createLook(context, target, { name, source, expiresAt })));
  await untilReady(context, target, { branch, run });
  return {
    name,
    branch: branch.branch,
    page: database.page(target, branch.branch),
    expiresAt: branch.expiresAt ?? expiresAt,
  };
}

/** Into the target, or into this branch of it. What cannot be read is not known, which is no reason not to restore. */
export async function lookInto(
  context: Context,
  target: DatabaseTarget,
  { branch, run }: { readonly branch: string | undefined; readonly run: Pick<LaneRun, 'signal'> },
): Promise<DataSeen> {
  const deadline = context.store.now() + readMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readData(context, target, branch);
    } catch (error) {
      if (error instanceof TerminalError)
        return { kind: 'unknown', why: String(error.facts['message'] ?? error.code) };
      if (!(error instanceof RetryableError)) throw error;
      const wait = nextTry(attempt, error.retryAfterMs);
      if (context.store.now() + wait > deadline) return { kind: 'unknown', why: error.message };
      await pause(wait, run.signal);
    }
  }
}

/** Once. The address is a secret: it goes from the platform to the connection, and nowhere else. */
export async function readData(
  { providers: { database, data } }: Pick<Context, 'providers'>,
  target: DatabaseTarget,
  branch: string | undefined,
): Promise<DataSeen & { readonly kind: 'counted' }> {
  return data.look(await database.connection(target, { branch, via: 'compute' }));
}

async function createLook(
  { providers: { database } }: Context,
  target: DatabaseTarget,
  {
    name,
    source,
    expiresAt,
  }: { readonly name: string; readonly source: RestoreSource; readonly expiresAt: number },
): Promise<DataBranch> {
  if (source.kind === 'moment') return database.createBranchAt(target, { name, at: source.at, expiresAt });
  if (source.expiresAt !== undefined) await database.setExpiry(target, source.branch, 'never');
  return database.createBranchAt({ ...target, branch: source.branch }, { name, expiresAt });
}

async function untilReady(
  { providers, store }: Context,
  target: DatabaseTarget,
  { branch, run }: { readonly branch: DataBranch; readonly run: LaneRun },
): Promise<void> {
  const began = store.now();
  for (;;) {
    const status = await providers.database.branchStatus(target, branch.branch);
    if (status.kind === 'ready') return;
    if (status.kind === 'failed')
      throw new TerminalError('work_failed', {
        what: 'branch to look at',
        provider: 'Neon',
        status: status.status,
      });
    const waited = store.now() - began;
    if (waited > readyMs)
      throw new RetryableError('Neon has not made the branch to look at ready in time', { safe: true });
    await pause(nextLook(waited, undefined), run.signal);
  }
}
