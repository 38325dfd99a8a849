import type { MigrationTarget } from '../domain/environment.ts';
import { RetryableError } from '../domain/errors.ts';
import type { PendingMigration } from '../domain/migration-plan.ts';
import { type Resumption, resumptionOf } from '../migrations/alone.ts';
import type { ParsedStatement } from '../migrations/parse.ts';
import type { AppliedMigration } from '../migrations/pending.ts';
import { assertPermitted } from '../providers/permit.ts';
import type { Session } from './connect.ts';
import { fingerprint, isSame, lineOf, makeLedger, quote, readApplied, recordApplied } from './ledger.ts';
import { SqlFailure } from './sql-failure.ts';

export interface MigrationRun {
  readonly target: MigrationTarget;
  /** All that are to run, to know which of the table's lines are their own. */
  readonly pending: readonly PendingMigration[];
  readonly migration: PendingMigration;
  readonly statements: readonly ParsedStatement[];
  /** What the table must say but for what is pending. */
  readonly base: string;
  /** Told after each statement, in its transaction. */
  readonly onDone?: (session: Session, rows: number) => Promise<void>;
}

export type MigrationOutcome =
  | { readonly kind: 'ran' }
  /** The table says so: an earlier attempt had come this far. */
  | { readonly kind: 'had_run' }
  /** Somebody else has run, taken back or changed one since. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'failed'; readonly line: number; readonly message: string; readonly code: string };

/**
 * Runs one migration, once: its statements and its line in the table are one transaction, or, where PostgreSQL refuses
 * that, statements that are safe to run again. Whoever comes second waits, and finds the line.
 */
export async function runMigration(session: Session, run: MigrationRun): Promise<MigrationOutcome> {
  return run.migration.way === 'transaction' ? runWhole(session, run) : runOneByOne(session, run);
}

async function runWhole(session: Session, run: MigrationRun): Promise<MigrationOutcome> {
  assertPermitted({ effect: 'mutates' });
  await session.query('begin');
  const outcome = await inside(session, run).catch(async (error: unknown) => {
    await session.query('rollback').catch(() => undefined);
    throw error;
  });
  if (outcome.kind === 'ran') return commit(session, run);
  await session.query('rollback');
  return outcome;
}

async function inside(session: Session, run: MigrationRun): Promise<MigrationOutcome> {
  const { target, migration } = run;
  await setLimits(session, target, 'transaction');
  await takeTurn(session, 'pg_try_advisory_xact_lock');
  const stand = standing(await readApplied(session, target), run);
  if (stand !== 'due') return { kind: stand };
  await makeLedger(session, target);
  const failed = await runStatements(session, run);
  if (failed) return failed;
  // A statement may have set others.
  await setLimits(session, target, 'transaction');
  await recordApplied(session, target, migration);
  return { kind: 'ran' };
}

/** Constraints that are deferred are checked now. Whether an answer that was lost meant yes, the table tells. */
async function commit(session: Session, { statements }: MigrationRun): Promise<MigrationOutcome> {
  assertPermitted({ effect: 'mutates' });
  try {
    await session.query('commit');
    return { kind: 'ran' };
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error;
    return { kind: 'failed', line: statements.at(-1)?.line ?? 1, message: error.message, code: error.code };
  }
}

async function runOneByOne(session: Session, run: MigrationRun): Promise<MigrationOutcome> {
  const { target, migration } = run;
  await setLimits(session, target, 'session');
  await takeTurn(session, 'pg_try_advisory_lock');
  try {
    const stand = standing(await readApplied(session, target), run);
    if (stand !== 'due') return { kind: stand };
    assertPermitted({ effect: 'mutates' });
    await makeLedger(session, target);
    // Building an index waits for every transaction that is older, which keeps nobody else waiting.
    await session.query(`set lock_timeout = 0`);
    const failed = await runStatements(session, run);
    if (failed) return failed;
    await setLimits(session, target, 'session');
    await recordApplied(session, target, migration);
    return { kind: 'ran' };
  } finally {
    await session.query('select pg_advisory_unlock($1)', [turn]).catch(() => undefined);
  }
}

async function runStatements(
  session: Session,
  { statements, migration, onDone }: MigrationRun,
): Promise<(MigrationOutcome & { kind: 'failed' }) | undefined> {
  for (const statement of statements) {
    const resumption = migration.way === 'one_by_one' ? resumptionOf(statement.node) : undefined;
    try {
      if (resumption && (await isDone(session, resumption))) continue;
      assertPermitted({ effect: 'mutates' });
      const { rowCount } = await session.query(statement.sql);
      await onDone?.(session, changesRows(statement) ? rowCount : 0);
    } catch (error) {
      if (!(error instanceof SqlFailure)) throw error;
      if (resumption?.kind === 'index_made') await clearInvalid(session, resumption).catch(() => undefined);
      return { kind: 'failed', line: statement.line, message: error.message, code: error.code };
    }
  }
  return undefined;
}

/** Which of it an earlier attempt has done. An index whose building broke off is there, and good for nothing. */
async function isDone(session: Session, resumption: Resumption): Promise<boolean> {
  if (resumption.kind === 'again') return false;
  const state = await stateOfIndex(session, resumption.index);
  if (resumption.kind === 'index_dropped') return state === 'none';
  if (state === 'invalid') await clearInvalid(session, resumption);
  return state === 'valid';
}

async function clearInvalid(
  session: Session,
  { index }: Exclude<Resumption, { kind: 'again' }>,
): Promise<void> {
  if ((await stateOfIndex(session, index)) !== 'invalid') return;
  await session.query(`drop index concurrently if exists ${index.map(quote).join('.')}`);
}

async function stateOfIndex(
  session: Session,
  index: readonly string[],
): Promise<'none' | 'valid' | 'invalid'> {
  const { rows } = await session.query(
    'select indisvalid as valid from pg_index where indexrelid = to_regclass($1)',
    [index.map(quote).join('.')],
  );
  const [found] = rows;
  return found === undefined ? 'none' : found['valid'] === true ? 'valid' : 'invalid';
}

/** Its own line, and those of the others that are pending before it, are ours; all else must be as it was. */
function standing(
  applied: readonly AppliedMigration[],
  { target, pending, migration, base }: MigrationRun,
): 'due' | 'had_run' | 'moved' {
  const own = pending.map((each) => lineOf(each, target.kind));
  const others = applied.filter((line) => !own.some((each) => isSame(each, line)));
  if (fingerprint(others) !== base) return 'moved';
  const ran = own.map((line) => applied.some((each) => isSame(each, line)));
  const place = pending.indexOf(migration);
  if (ran.slice(0, place).some((each) => !each)) return 'moved';
  return ran[place] === true ? 'had_run' : 'due';
}

/** Any number: whoever else runs migrations with Cabeceo takes the same. */
const turn = 0x0cabece0;

async function takeTurn(
  session: Session,
  lock: 'pg_try_advisory_lock' | 'pg_try_advisory_xact_lock',
): Promise<void> {
  const { rows } = await session.query(`select ${lock}($1) as taken`, [turn]);
  if (rows[0]?.['taken'] !== true)
    throw new RetryableError('Another run is changing this database', { safe: true, retryAfterMs: 1_000 });
}

async function setLimits(
  session: Session,
  { lockTimeoutMs, statementTimeoutMs }: MigrationTarget,
  until: 'transaction' | 'session',
): Promise<void> {
  const own = until === 'transaction';
  await session.query(
    "select set_config('lock_timeout', $1, $3), set_config('statement_timeout', $2, $3), set_config('standard_conforming_strings', 'on', $3)",
    [`${lockTimeoutMs}`, `${statementTimeoutMs}`, own],
  );
}

function changesRows({ node }: ParsedStatement): boolean {
  return 'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node;
}
