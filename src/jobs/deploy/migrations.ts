import { withSession } from '../../database/connect.ts';
import { type MigrationOutcome, runMigration } from '../../database/run-migration.ts';
import type { DatabaseTarget, MigrationTarget } from '../../domain/environment.ts';
import { appliesMigrations } from '../../domain/make-plan.ts';
import type { MigrationsPlan, PendingMigration } from '../../domain/migration-plan.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepRecord } from '../../domain/step.ts';
import { Commit } from '../facts/migrations.ts';
import { failure } from '../failures.ts';
import { readStatements } from '../planning/read-statements.ts';
import type { Step } from '../step.ts';
import type { DeployContext } from './context.ts';

const id = 'apply-migrations';
const title = 'Apply migrations';
const beyondMs = 300_000;

export interface Applied {
  /** Names of the migrations, in the order in which they ran. */
  readonly migrations: readonly string[];
}

/** What this deploy runs itself. */
export function migrationsToApply(plan: Plan): MigrationsPlan | undefined {
  return plan.kind === 'deploy' && appliesMigrations(plan) ? plan.migrations : undefined;
}

/**
 * Exactly the files that were rehearsed, one after the other. It may be begun again at any time: what the database's own
 * table names has run. Nothing takes them back: a migration that goes down again loses what was written since.
 */
export function applyMigrations(
  context: DeployContext,
  database: DatabaseTarget,
  planned: MigrationsPlan,
): Step<Applied> {
  const target = database.migrations;
  if (!target) throw new Error(`${context.operation.id} runs migrations that are not configured`);
  return {
    id,
    title,
    component: 'database',
    deadlineMs: target.rehearsalMs + beyondMs,
    async start() {
      const total = planned.pending.length;
      for (const [ran, migration] of planned.pending.entries()) {
        const outcome = await applyOne(context, { database, target, planned, migration });
        if (outcome.kind === 'moved') throw failure({ id, title }, 'migrations_moved', { ran, total });
        if (outcome.kind === 'failed') {
          const { line, message, code } = outcome;
          throw failure({ id, title }, 'migration_broke', {
            name: migration.name,
            line,
            message,
            code,
            ran,
            total,
          });
        }
      }
      return { migrations: planned.pending.map(({ name }) => name) };
    },
  };
}

async function applyOne(
  { app, plan, providers }: DeployContext,
  {
    database,
    target,
    planned: { pending, base },
    migration,
  }: {
    readonly database: DatabaseTarget;
    readonly target: MigrationTarget;
    readonly planned: MigrationsPlan;
    readonly migration: PendingMigration;
  },
): Promise<MigrationOutcome> {
  const source = new Commit(providers.source, app.repository, plan.commit.sha);
  const [statements, address] = await Promise.all([
    readStatements(source, migration, target.kind),
    providers.database.connection(database, {
      via: 'compute',
      ...(target.database !== undefined && { database: target.database }),
    }),
  ]);
  // A session of its own for each: what one has set does not reach the next.
  return withSession(address, { signal: new AbortController().signal }, (session) =>
    runMigration(session, { target, pending, migration, statements, base }),
  );
}

/** What has run, and stays when the deploy fails afterwards. */
export function stayingMigrations(plan: Plan, records: readonly StepRecord[]): readonly PendingMigration[] {
  const planned = migrationsToApply(plan);
  const record = records.find((each) => each.id === id);
  if (!planned || !record) return [];
  if (record.status === 'done') return planned.pending;
  const ran = record.failure?.facts['ran'];
  return typeof ran === 'number' ? planned.pending.slice(0, ran) : [];
}
