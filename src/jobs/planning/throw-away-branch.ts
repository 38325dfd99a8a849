import type { DatabaseTarget } from '../../domain/environment.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import type { DataBranch } from '../../providers/contract.ts';
import { withPermit } from '../../providers/permit.ts';
import { nextLook, pauseUntilHint } from '../../time/wait.ts';
import type { Context } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import { persist } from '../persist.ts';

/*
 * A branch of an environment's database for our own use: found by its name after a crash, deleted when it has served,
 * and expiring by itself whatever happens.
 */

/** How long a platform that does not answer is asked again, ms. */
export const patienceMs = 5 * 60_000;
const startMs = 15 * 60_000;

export function patience({ signal }: LaneRun, log: Context['log']) {
  return { forMs: patienceMs, signal, log };
}

/** The one of that name, else a new one. */
export async function makeBranch(
  { providers: { database }, log }: Context,
  wanted: {
    readonly target: DatabaseTarget;
    readonly name: string;
    /** None: as the data is now. */
    readonly at?: number;
    readonly expiresAt: number;
    readonly run: LaneRun;
  },
): Promise<DataBranch> {
  const { target, name, at, expiresAt, run } = wanted;
  return persist(
    async () => {
      const found = await database.findBranch(target, name);
      return (
        found ??
        withPermit(run.assertHeld, () =>
          database.createBranchAt(target, { name, expiresAt, ...(at !== undefined && { at }) }),
        )
      );
    },
    patience(run, log),
  );
}

/** Until it can be connected to. `since`: ms since the epoch, when it was first waited for. */
export async function awaitBranch(
  { providers: { database }, store }: Context,
  wanted: {
    readonly target: DatabaseTarget;
    readonly branch: string;
    readonly since: number;
    readonly run: LaneRun;
  },
): Promise<void> {
  const { target, branch, since, run } = wanted;
  for (;;) {
    const hint = run.hint();
    const status = await database.branchStatus(target, branch).catch((error: unknown) => {
      if (error instanceof RetryableError) return { kind: 'working' as const, detail: error.message };
      throw error;
    });
    if (status.kind === 'ready') return;
    if (status.kind === 'failed')
      throw new TerminalError('work_failed', { what: 'branch', provider: 'Neon', status: status.status });
    const waited = store.now() - since;
    if (waited > startMs)
      throw new TerminalError('step_timed_out', {
        title: 'Start its compute',
        duration: startMs,
        detail: status.kind === 'working' ? status.detail : status.status,
      });
    await pauseUntilHint(nextLook(waited, undefined), { hint, signal: run.signal });
  }
}

/** By its name: it may have been made although nobody heard so. */
export async function removeBranch(
  { providers: { database }, log }: Context,
  wanted: { readonly target: DatabaseTarget; readonly name: string; readonly run: LaneRun },
): Promise<void> {
  const { target, name, run } = wanted;
  await persist(
    async () => {
      const found = await database.findBranch(target, name);
      if (found) await withPermit(run.assertHeld, () => database.deleteBranch(target, found.branch));
    },
    patience(run, log),
  );
}
