import { type DataSeen, decideRows } from '../../domain/data-seen.ts';
import type { DatabaseTarget } from '../../domain/environment.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import { takenBackName } from '../../domain/make-restore-plan.ts';
import type { Restoration, RestoreRequest, WorkStatus } from '../../providers/contract.ts';
import type { Step, StepCheck, Undo } from '../step.ts';
import type { RestoreContext } from './context.ts';
import { readData } from './look.ts';

/** Up to here what was written can be had again: from this moment on it may be written to what goes. */
export function noteMoment(
  context: RestoreContext,
  target: DatabaseTarget,
): Step<null, { readonly at: number }> {
  const { providers, plan, environment } = context;
  return {
    id: 'note-moment',
    title: 'Note the last moment',
    component: 'database',
    deadlineMs: environment.policy.deadlines.restorePoint,
    start: async () => null,
    async check() {
      const { from } = await providers.database.history(target);
      const { source } = plan;
      if (source.kind === 'branch' || source.at >= from) return { kind: 'done', result: { at: Date.now() } };
      const facts = { environment: plan.environment, at: source.at, from };
      return { kind: 'failed', code: 'moment_before_history', facts };
    },
  };
}

/** Neon breaks all connections, and puts the data under the same addresses. */
export function restoreData(context: RestoreContext, target: DatabaseTarget): Step<Restoration, null> {
  const { database } = context.providers;
  const { plan, environment } = context;
  return {
    id: 'restore-data',
    title: 'Restore the data',
    component: 'database',
    deadlineMs: environment.policy.deadlines.restore,
    find: () => database.findRestoration(target, plan.keptAs),
    start: () => database.restore(target, { source: sourceOf(plan), preserveUnderName: plan.keptAs }),
    check: async (restoration) => checkStatus(await database.restorationStatus(target, restoration)),
    undo: putBack(context, target),
  };
}

/** Until the restored data answers at all. */
export function connectData(context: RestoreContext, target: DatabaseTarget): Step<null, null> {
  return {
    id: 'connect-data',
    title: 'Connect to it',
    component: 'database',
    deadlineMs: context.environment.policy.deadlines.restore,
    start: async () => null,
    async check() {
      if (context.plan.data.now.kind === 'unknown') return { kind: 'done', result: null };
      const seen = await readAgain(context, target);
      return 'code' in seen ? seen : { kind: 'done', result: null };
    },
  };
}

/** Against what people looked at, where both can be read. */
export function compareRows(context: RestoreContext, target: DatabaseTarget): Step<null, null> {
  return {
    id: 'compare-rows',
    title: 'Compare the rows',
    component: 'database',
    deadlineMs: context.environment.policy.deadlines.restore,
    start: async () => null,
    async check() {
      const { earlier } = context.plan.data;
      if (earlier.kind === 'unknown') return { kind: 'done', result: null };
      const seen = await readAgain(context, target);
      if ('code' in seen) return seen;
      const verdict = decideRows(earlier, seen);
      if (verdict.kind === 'as_wanted') return { kind: 'done', result: null };
      const { table, wanted, found: rows } = verdict;
      return { kind: 'failed', code: 'rows_differ', facts: { table, wanted, rows } };
    },
  };
}

type Read = DataSeen & { readonly kind: 'counted' };

async function readAgain(
  { providers }: RestoreContext,
  target: DatabaseTarget,
): Promise<Read | (StepCheck<null> & { readonly kind: 'failed' })> {
  try {
    return await readData({ providers }, target, undefined);
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const message = String(error.facts['message'] ?? error.code);
    return { kind: 'failed', code: 'data_unreadable', facts: { message } };
  }
}

function sourceOf({ source }: RestoreContext['plan']): RestoreRequest['source'] {
  return source.kind === 'moment'
    ? { kind: 'moment', at: source.at }
    : { kind: 'branch', branch: source.branch };
}

/** From the branch that Neon kept; what was restored lives on under a name of its own. */
function putBack(
  { providers: { database }, plan, operation, environment }: RestoreContext,
  target: DatabaseTarget,
): Undo<Restoration> {
  const takenBack = takenBackName(operation.id);
  return {
    title: `data put back as it was before, from ${plan.keptAs}`,
    deadlineMs: environment.policy.deadlines.restore,
    async run(restoration) {
      if (await database.findRestoration(target, takenBack)) return 'undone';
      const kept = await database.findBranch(target, plan.keptAs);
      if (!kept) return 'kept';
      // While Neon still works on it, it takes nothing else up.
      const { kind } = await database.restorationStatus(target, restoration);
      if (kind === 'working') throw new RetryableError('Neon is still restoring the data', { safe: true });
      const source = { kind: 'branch', branch: kept.branch } as const;
      await database.restore(target, { source, preserveUnderName: takenBack });
      return 'undone';
    },
    async check() {
      const restoration = await database.findRestoration(target, takenBack);
      if (!restoration) return { kind: 'working', detail: 'waiting for Neon' };
      return checkStatus(await database.restorationStatus(target, restoration));
    },
  };
}

function checkStatus(status: WorkStatus): StepCheck<null> {
  switch (status.kind) {
    case 'ready':
      return { kind: 'done', result: null };
    case 'working':
      return { kind: 'working', detail: status.detail };
    case 'unknown':
      return { kind: 'working', detail: `unknown status ${status.status}` };
    case 'failed':
      return {
        kind: 'failed',
        code: 'work_failed',
        facts: { what: 'restore', provider: 'Neon', status: status.status },
      };
  }
}
