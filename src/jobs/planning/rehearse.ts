import { type Session, withSession } from '../../database/connect.ts';
import { watchFootprint } from '../../database/footprint.ts';
import { runMigration } from '../../database/run-migration.ts';
import { compareLines, readSchemaLines } from '../../database/schema-lines.ts';
import type { DatabaseTarget, MigrationTarget } from '../../domain/environment.ts';
import { RetryableError, TerminalError } from '../../domain/errors.ts';
import { askGates } from '../../domain/gates/ask.ts';
import type { OutsideFacts } from '../../domain/gates/gate.ts';
import { rehearsedAs } from '../../domain/gates/migrations.ts';
import type { OperationId } from '../../domain/ids.ts';
import type { MigrationsPlan, RehearsedMigration, Rehearsal } from '../../domain/migration-plan.ts';
import { isOver, type Operation } from '../../domain/operation.ts';
import type { DeployPlan, Plan } from '../../domain/plan.ts';
import { withPermit } from '../../providers/permit.ts';
import { changeOperation } from '../../store/operations.ts';
import { pause } from '../../time/wait.ts';
import type { Context, Place } from '../context.ts';
import { Commit } from '../facts/migrations.ts';
import type { LaneRun } from '../lane-run.ts';
import { persist } from '../persist.ts';
import { readStatements } from './read-statements.ts';

const hour = 3_600_000;
const readyMs = 120_000;
const tidyMs = 30_000;
const lookEveryMs = 250;

interface Turn {
  readonly operation: Operation;
  readonly outside: OutsideFacts;
  readonly run: LaneRun;
}

/**
 * The plan with what came of trying its migrations, unless they were tried, or something else is in the way already.
 * `moved_on`: the database has run some since it was planned.
 */
export async function withRehearsal(
  context: Context,
  place: Place,
  { plan, ...turn }: Turn & { readonly plan: Plan },
): Promise<Plan | 'moved_on'> {
  if (plan.kind !== 'deploy' || !isDue(plan, place, turn.outside)) return plan;
  const rehearsal = await rehearse(context, place, { ...turn, plan });
  if (rehearsal === undefined || !plan.migrations) return 'moved_on';
  return { ...plan, migrations: { ...plan.migrations, rehearsal } };
}

function isDue(plan: DeployPlan, { environment }: Place, outside: OutsideFacts): boolean {
  const outcomes = askGates({ plan, policy: environment.policy, outside });
  const own = outcomes.find(({ gate }) => gate === 'migrations');
  const others = outcomes.filter(({ gate }) => gate !== 'migrations');
  return own?.code === 'migrations_unrehearsed' && !others.some(({ decision }) => ends.has(decision.kind));
}

const ends: ReadonlySet<string> = new Set(['refused', 'unchanged', 'waits_for_checks']);

/** Undefined where the database has moved on meanwhile. */
async function rehearse(
  context: Context,
  { app, environment }: Place,
  { operation, plan, run }: Omit<Turn, 'outside'> & { readonly plan: DeployPlan },
): Promise<Rehearsal | undefined> {
  const { database } = environment;
  const { migrations: planned } = plan;
  const target = database?.migrations;
  if (!database || !target || !planned) return undefined;
  const source = new Commit(context.providers.source, app.repository, plan.commit.sha);
  await sayRehearsing(context, { operation, run }, planned, target);
  return onCopy(context, { database, operation: operation.id, run }, async (address) => {
    const clock = new AbortController();
    const timer = setTimeout(() => clock.abort(new Slow()), target.rehearsalMs);
    const signal = AbortSignal.any([run.signal, clock.signal]);
    const progress: Progress = { name: planned.pending[0]?.name ?? '', runs: [] };
    try {
      return await tryAll({ planned, target, source, progress }, (work) =>
        withSession(address, { signal }, work),
      );
    } catch (error) {
      if (!(error instanceof Slow)) throw error;
      const { name } = progress;
      return { kind: 'slow', of: rehearsedAs(planned), name, limitMs: target.rehearsalMs };
    } finally {
      clearTimeout(timer);
    }
  });
}

/** On the card: what takes longer than a plan does. */
async function sayRehearsing(
  { store }: Context,
  { operation: { id }, run }: Pick<Turn, 'operation' | 'run'>,
  { pending }: MigrationsPlan,
  { rehearsalMs: limitMs }: MigrationTarget,
): Promise<void> {
  const rehearsing = { names: pending.map(({ name }) => name), limitMs };
  await changeOperation(
    store,
    id,
    (operation) =>
      isOver(operation.state) ? undefined : { operation: { ...operation, rehearsing }, events: [] },
    run.fence,
  );
}

class Slow extends Error {
  override readonly name = 'Slow';
}

interface Progress {
  /** Which one is under way. */
  name: string;
  readonly runs: RehearsedMigration[];
}

async function tryAll(
  {
    planned,
    target,
    source,
    progress,
  }: {
    readonly planned: MigrationsPlan;
    readonly target: MigrationTarget;
    readonly source: Commit;
    readonly progress: Progress;
  },
  inSession: <T>(work: (session: Session) => Promise<T>) => Promise<T>,
): Promise<Rehearsal | undefined> {
  const { pending, base } = planned;
  const of = rehearsedAs(planned);
  const began = performance.now();
  const before = await inSession(readSchemaLines);
  for (const migration of pending) {
    progress.name = migration.name;
    const statements = await readStatements(source, migration, target.kind);
    const since = performance.now();
    const { outcome, footprint } = await inSession(async (session) => {
      const watch = await watchFootprint(session);
      const run = { target, pending, migration, statements, base, onDone: watch.onDone };
      return { outcome: await runMigration(session, run), footprint: watch.read() };
    });
    if (outcome.kind === 'failed') return { ...outcome, of, name: migration.name };
    if (outcome.kind !== 'ran') return undefined;
    const durationMs = Math.round(performance.now() - since);
    progress.runs.push({ name: migration.name, durationMs, ...footprint });
  }
  const durationMs = Math.round(performance.now() - began);
  const schema = compareLines(before, await inSession(readSchemaLines)).slice(0, mostLines);
  return { kind: 'passed', of, durationMs, runs: progress.runs, schema };
}

const mostLines = 200;

interface Copied {
  readonly database: DatabaseTarget;
  readonly operation: OperationId;
  readonly run: LaneRun;
}

/** A copy of the database as it is now, for as long as `work` takes; it expires by itself should nobody be left to delete it. */
async function onCopy<T>(
  context: Context,
  copied: Copied,
  work: (address: Awaited<ReturnType<Context['providers']['database']['connection']>>) => Promise<T>,
): Promise<T> {
  const { database: host } = context.providers;
  const { database, run } = copied;
  const patience = { forMs: tidyMs, signal: run.signal, log: context.log };
  const branch = await withPermit(run.assertHeld, () => makeCopy(context, copied));
  try {
    await untilReady(context, copied, branch);
    const wanted = database.migrations?.database;
    const connect = () =>
      host.connection(database, {
        branch,
        via: 'compute',
        ...(wanted !== undefined && { database: wanted }),
      });
    return await work(await persist(connect, patience));
  } finally {
    // Whoever goes on with the operation has a copy of their own: this one is nobody's any more.
    const always = { ...patience, signal: new AbortController().signal };
    await persist(() => host.deleteBranch(database, branch), always).catch((error: unknown) => {
      context.log.warn({ operation: copied.operation, branch, err: error }, 'a copy is left to expire');
    });
  }
}

/** One of an attempt that broke off holds what that one did to it: it goes first. */
async function makeCopy(
  { providers: { database: host }, store, log }: Context,
  { database, operation, run }: Copied,
): Promise<string> {
  const name = rehearsalName(operation);
  const patience = { forMs: tidyMs, signal: run.signal, log };
  const make = async () => {
    const old = await host.findBranch(database, name);
    if (old) await host.deleteBranch(database, old.branch);
    if (old && (await host.findBranch(database, name)))
      throw new RetryableError('An earlier copy is still being deleted', { safe: true });
    return (await host.createBranchAt(database, { name, expiresAt: store.now() + hour })).branch;
  };
  return persist(make, patience);
}

async function untilReady(
  { providers: { database: host }, store, log }: Context,
  { database, run }: Copied,
  branch: string,
): Promise<void> {
  const deadline = store.now() + readyMs;
  const patience = { forMs: tidyMs, signal: run.signal, log };
  for (;;) {
    const status = await persist(() => host.branchStatus(database, branch), patience);
    if (status.kind === 'ready') return;
    if (status.kind === 'failed')
      throw new TerminalError('work_failed', {
        what: 'copy of the database',
        provider: 'Neon',
        status: status.status,
      });
    if (store.now() > deadline)
      throw new RetryableError('Neon did not finish the copy of the database', { safe: true });
    await pause(lookEveryMs, run.signal);
  }
}

function rehearsalName(operation: OperationId): string {
  return `cabeceo/${operation}/rehearsal`;
}
