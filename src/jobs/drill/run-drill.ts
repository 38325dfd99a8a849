import type { CheckResult, Drill, DrillStage } from '../../domain/drill.ts';
import { type DrillChange, type DrillWatch, moveDrill } from '../../domain/drill-watch.ts';
import type { DatabaseTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import { judgeCheck } from '../../domain/judge-check.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { careFailure } from '../care/care-failure.ts';
import type { CareWork } from '../care/care-lane.ts';
import type { Context, Place } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import { persist } from '../persist.ts';
import { awaitBranch, makeBranch, patience, removeBranch } from '../planning/throw-away-branch.ts';
import { tryBackup } from './try-backup.ts';

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

/** Does the stage that the drill is in. Repeated after a crash: what may have been done is looked up first. */
export async function runDrill(
  context: Context,
  { where, watch, run }: CareWork<DrillWatch>,
): Promise<DrillChange> {
  const { store, log } = context;
  const drill = watch.current;
  if (!drill) return { watch, events: [], notices: [] };
  const target = where?.environment.database;
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
    const failure = careFailure(error, { asked: titleOf[drill.stage], id: drill.id });
    log.warn({ drill: drill.id, stage: drill.stage, err: error }, 'a stage of a drill failed');
    // A failure before it is what the drill failed of: the branch that stays goes by its expiry.
    if (drill.stage === 'removing') return move('over', drill.failure ? {} : { failure });
    return move('removing', { failure });
  }
}

/** Who is asked at each stage. */
const titleOf: Readonly<Record<DrillStage, string>> = {
  reaching: 'Neon',
  branching: 'Neon',
  starting: 'Neon',
  checking: 'The restored database',
  trying_backup: 'The storage or the database',
  removing: 'Neon',
};

const stages: Readonly<Record<DrillStage, (context: Context, work: Work) => Promise<Learned>>> = {
  reaching: reach,
  branching: branch,
  starting: start,
  checking: check,
  trying_backup: restoreBackup,
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

async function branch(context: Context, { target, drill, run }: Work): Promise<Learned> {
  const { branch: name, expiresAt, reach: reached, at } = drill;
  const made = await makeBranch(context, { target, name, at: reached?.moment ?? at, expiresAt, run });
  return { to: 'starting', learned: { branchId: made.branch } };
}

async function start(context: Context, { target, drill, run }: Work): Promise<Learned> {
  await awaitBranch(context, { target, branch: drill.branchId ?? '', since: drill.stageAt, run });
  return { to: 'checking' };
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
  const rtoMs = store.now() - drill.at;
  const moment = drill.reach?.moment ?? drill.at;
  const results = checks.map((one, index) =>
    judgeCheck(one, findings[index] ?? { kind: 'too_slow' }, { moment, checkMs }),
  );
  return {
    to: drill.withBackup ? 'trying_backup' : 'removing',
    learned: { checks: results, rtoMs, ...failureOf(results) },
  };
}

/** After the time that a restore takes was taken: it is another way back. */
async function restoreBackup(context: Context, { target, where, drill, run }: Work): Promise<Learned> {
  const result = await tryBackup(context, { target, where, drill, run });
  const checks = [...(drill.checks ?? []), result];
  return { to: 'removing', learned: { checks, ...failureOf(checks) } };
}

function failureOf(results: readonly CheckResult[]): { readonly failure?: Refusal } {
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  return failed.length === 0
    ? {}
    : { failure: { code: 'drill_checks_failed', facts: { failed: failed.join(', ') } } };
}

async function remove(context: Context, { target, drill, run }: Work): Promise<Learned> {
  await removeBranch(context, { target, name: drill.branch, run });
  return { to: 'over' };
}
