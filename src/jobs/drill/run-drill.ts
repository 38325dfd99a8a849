import type { Drill, DrillStage } from '../../domain/drill.ts';
import { type DrillChange, type DrillWatch, moveDrill } from '../../domain/drill-watch.ts';
import type { DatabaseTarget } from '../../domain/environment.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import { judgeCheck } from '../../domain/judge-check.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { withPermit } from '../../providers/permit.ts';
import { nextLook, pauseUntilHint } from '../../time/wait.ts';
import type { Context, Place } from '../context.ts';
import { isInterruption } from '../lease.ts';
import type { LaneRun } from '../lane-run.ts';
import { persist } from '../persist.ts';

interface Work {
  readonly target: DatabaseTarget;
  readonly where: Place;
  readonly drill: Drill;
  readonly run: LaneRun;
}

interface Learned {
  readonly to: DrillStage | 'over';
  readonly learned?: Parameters<typeof moveDrill>[2]['learned'];
}

/** Neon's longest wait for a lock, and ours for an answer. */
const patienceMs = 5 * 60_000;
const startMs = 15 * 60_000;

/** Does the stage that the drill is in. Repeated after a crash: what may have been done is looked up first. */
export async function runDrill(
  context: Context,
  given: {
    readonly target: DatabaseTarget | undefined;
    readonly where: Place | undefined;
    readonly watch: DrillWatch;
    readonly drill: Drill;
    readonly run: LaneRun;
  },
): Promise<DrillChange> {
  const { target, where, watch, drill, run } = given;
  const { store, log } = context;
  const move = (to: DrillStage | 'over', learned: Learned['learned'] = {}) =>
    moveDrill(watch, drill, { to, now: store.now(), learned });
  // Dropped from the configuration: its branch goes by its expiry.
  if (!target || !where)
    return move('over', {
      failure: { code: 'no_database', facts: { environment: drill.place.environment } },
    });
  try {
    const { to, learned } = await stages[drill.stage](context, { target, where, drill, run });
    return move(to, learned);
  } catch (error) {
    if (isInterruption(error)) throw error;
    const failure = failureOf(error, drill);
    log.warn({ drill: drill.id, stage: drill.stage, err: error }, 'a stage of a drill failed');
    // A failure before it is what the drill failed of: the branch that stays goes by its expiry.
    if (drill.stage === 'removing') return move('over', drill.failure ? {} : { failure });
    return move('removing', { failure });
  }
}

function failureOf(error: unknown, { id, stage }: Drill): Refusal {
  if (error instanceof TerminalError) return { code: error.code, facts: error.facts };
  if (error instanceof RetryableError) {
    const facts = { provider: titleOf[stage], duration: patienceMs, message: error.message };
    return { code: 'provider_unavailable', facts };
  }
  return { code: 'internal', facts: { title: titleOf[stage], operation: id } };
}

/** Who is asked at each stage. */
const titleOf: Readonly<Record<DrillStage, string>> = {
  reaching: 'Neon',
  branching: 'Neon',
  starting: 'Neon',
  checking: 'The restored database',
  removing: 'Neon',
};

const stages: Readonly<Record<DrillStage, (context: Context, work: Work) => Promise<Learned>>> = {
  reaching: reach,
  branching: branch,
  starting: start,
  checking: check,
  removing: remove,
};

/** A history that begins now has nothing to restore but the newest moment. */
const marginMs = 1_000;

async function reach({ providers, store, log }: Context, { target, drill, run }: Work): Promise<Learned> {
  const history = await persist(() => providers.database.history(target), patience(run, log));
  if (history.barred !== undefined)
    throw new TerminalError('drill_barred', {
      environment: drill.place.environment,
      message: history.barred,
    });
  const now = store.now();
  const wished = drill.at - drill.targets.ageMs;
  const short = wished < history.from + marginMs;
  const moment = Math.min(short ? history.from + marginMs : wished, now);
  // Neon writes every change into the history: it ends where the data does.
  return { to: 'branching', learned: { reach: { moment, short, from: history.from, newest: drill.at } } };
}

async function branch({ providers, log }: Context, { target, drill, run }: Work): Promise<Learned> {
  const { database } = providers;
  const { branch: name, expiresAt, reach: reached } = drill;
  const at = reached?.moment ?? drill.at;
  const made = await persist(
    async () => {
      const found = await database.findBranch(target, name);
      return (
        found ?? withPermit(run.assertHeld, () => database.createBranchAt(target, { name, at, expiresAt }))
      );
    },
    patience(run, log),
  );
  return { to: 'starting', learned: { branchId: made.branch } };
}

async function start({ providers, store }: Context, { target, drill, run }: Work): Promise<Learned> {
  const { branchId = '', stageAt } = drill;
  for (;;) {
    const hint = run.hint();
    const status = await providers.database.branchStatus(target, branchId).catch((error: unknown) => {
      if (error instanceof RetryableError) return { kind: 'working' as const, detail: error.message };
      throw error;
    });
    if (status.kind === 'ready') return { to: 'checking' };
    if (status.kind === 'failed')
      throw new TerminalError('work_failed', {
        what: 'branch',
        provider: 'Neon',
        status: status.status,
      });
    const waited = store.now() - stageAt;
    if (waited > startMs)
      throw new TerminalError('step_timed_out', {
        title: 'Start its compute',
        duration: startMs,
        detail: status.kind === 'working' ? status.detail : status.status,
      });
    await pauseUntilHint(nextLook(waited, undefined), { hint, signal: run.signal });
  }
}

async function check(
  { providers, store, log }: Context,
  { target, where, drill, run }: Work,
): Promise<Learned> {
  const { checks, checkMs } = where.environment.policy.drill;
  const branchId = drill.branchId ?? '';
  const findings = await persist(
    async () => {
      const address = await providers.database.connection(target, { branch: branchId, via: 'compute' });
      return providers.dataChecks.run(address, { checks, checkMs, signal: run.signal });
    },
    patience(run, log),
  );
  const answeredAt = store.now();
  const moment = drill.reach?.moment ?? drill.at;
  const results = checks.map((one, index) =>
    judgeCheck(one, findings[index] ?? { kind: 'too_slow' }, { moment, checkMs }),
  );
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  const failure: Refusal | undefined =
    failed.length === 0 ? undefined : { code: 'drill_checks_failed', facts: { failed: failed.join(', ') } };
  return {
    to: 'removing',
    learned: { checks: results, rtoMs: answeredAt - drill.at, ...(failure && { failure }) },
  };
}

/** By its name: it may have been made although nobody heard so. */
async function remove({ providers, log }: Context, { target, drill, run }: Work): Promise<Learned> {
  const { database } = providers;
  await persist(
    async () => {
      const found = await database.findBranch(target, drill.branch);
      if (found) await withPermit(run.assertHeld, () => database.deleteBranch(target, found.branch));
    },
    patience(run, log),
  );
  return { to: 'over' };
}

function patience({ signal }: LaneRun, log: Context['log']) {
  return { forMs: patienceMs, signal, log };
}
