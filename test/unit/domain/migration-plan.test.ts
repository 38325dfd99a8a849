import { describe, expect, it } from 'vitest';
import { approvalRulesOf } from '../../../src/domain/approval-rules.ts';
import { decideGates } from '../../../src/domain/gates/ask.ts';
import { rehearsedAs } from '../../../src/domain/gates/migrations.ts';
import { makePlan } from '../../../src/domain/make-plan.ts';
import { type MigrationsPlan, pendingMigration } from '../../../src/domain/migration-plan.ts';
import { classify } from '../../../src/migrations/classify.ts';
import { loadParser } from '../../../src/migrations/parse.ts';
import { aContract, aMigration, aMigrationsPlan } from '../../support/migration-builders.ts';
import { aPlan, aPolicy, aRule, anEnvironment, outsideFacts } from '../../support/operation-builders.ts';

const parser = await loadParser();
const file = { name: 'x', file: 'x.sql', digest: 'd' };
const pending = (sql: string) => pendingMigration(file, classify([[sql]], parser)[0] ?? []);

describe('a pending migration', () => {
  it('is what its statements are together, and keeps those of which something is to be said', () => {
    const migration = pending('CREATE TABLE a (n int); DROP TABLE b; CREATE INDEX i ON c (n)');
    expect(migration).toMatchObject({
      statements: 3,
      found: 2,
      kinds: ['contract', 'long-locking', 'irreversible'],
    });
    expect(migration.findings.map(({ sql }) => sql)).toEqual(['DROP TABLE b', 'CREATE INDEX i ON c (n)']);
  });

  it.each([
    ['transaction', 'CREATE TABLE a (n int); DROP TABLE b'],
    ['one_by_one', 'CREATE INDEX CONCURRENTLY i ON a (n); DROP INDEX CONCURRENTLY j'],
    ['none', 'CREATE INDEX CONCURRENTLY i ON a (n); CREATE TABLE b (n int)'],
    ['none', 'CREATE INDEX CONCURRENTLY ON a (n)'],
    ['none', 'DROP INDEX CONCURRENTLY i, j'],
    ['none', 'BEGIN; CREATE TABLE a (n int); COMMIT'],
    ['none', 'CREATE TABLE a (n int'],
  ])('runs as %s: %s', (way, sql) => {
    expect(pending(sql).way).toBe(way);
  });
});

const environment = { ...anEnvironment, aliases: [], policy: aPolicy() } as never;
function planWith(migrations: MigrationsPlan) {
  const { live, comparison, checks, commit } = aPlan();
  const app = {
    name: 'mundo-tango',
    repository: { owner: 'a', name: 'b' },
    channels: [],
    incidents: { channels: [] },
    environments: [],
  };
  const facts = { ref: 'main', commit, live, comparison, checks, components: [], releases: [] };
  return makePlan({ ...facts, app, environment, migrations });
}

describe('a plan with migrations', () => {
  it('takes the restore point right before them, and runs them before the backend', () => {
    expect(planWith(aMigrationsPlan()).steps.map(({ id }) => id)).toEqual([
      'build-frontend',
      'restore-point',
      'apply-migrations',
      'deploy-backend',
      'check-backend',
      'promote-frontend',
      'verify-frontend',
    ]);
  });

  it('runs none where the backend does', () => {
    const { steps } = planWith(aMigrationsPlan({ run: 'backend' }));
    expect(steps.map(({ id }) => id)).not.toContain('apply-migrations');
  });

  it('binds each file’s content and what the database had, and not how the rehearsal went', () => {
    const digest = (migrations: MigrationsPlan) => planWith(migrations).digest;
    const same = digest(aMigrationsPlan());
    expect(digest(aMigrationsPlan({}, { durationMs: 9 }))).toBe(same);
    expect(digest(aMigrationsPlan({ base: 'c'.repeat(64) }))).not.toBe(same);
    expect(digest(aMigrationsPlan({ pending: [aMigration({ digest: 'c'.repeat(64) })] }))).not.toBe(same);
    expect(digest(aMigrationsPlan({ pending: [] }))).not.toBe(same);
  });

  it('has something to do even where the commit is live', () => {
    const plan = aPlan({ migrations: aMigrationsPlan() });
    const live = {
      frontend: { deployment: 'd', commit: plan.commit.sha },
      backend: { deployment: 'b', commit: plan.commit.sha },
    };
    const ask = (migrations: MigrationsPlan) =>
      decideGates({
        plan: { ...plan, live, migrations },
        policy: aPolicy({ checks: 'none' }),
        outside: outsideFacts(),
      }).kind;
    expect(ask(aMigrationsPlan())).toBe('proceed');
    expect(ask(aMigrationsPlan({ pending: [] }))).toBe('unchanged');
    expect(ask(aMigrationsPlan({ run: 'backend' }))).toBe('unchanged');
  });
});

describe('the approval of migrations', () => {
  const rule = aRule({ about: 'migrations' });
  const rulesOf = (migrations: MigrationsPlan) =>
    approvalRulesOf(aPlan({ migrations }), {
      rules: [aRule()],
      data: aRule({ required: 2 }),
      migrations: rule,
    });

  it('is one more for what may break, lose or not be judged, and none for the rest', () => {
    expect(rulesOf(aMigrationsPlan({ pending: [aContract()] }))).toEqual([aRule(), rule]);
    expect(rulesOf(aMigrationsPlan({ pending: [aMigration({ kinds: ['unknown'] })] }))).toEqual([
      aRule(),
      rule,
    ]);
    expect(rulesOf(aMigrationsPlan({ pending: [aMigration({ kinds: ['long-locking'] })] }))).toEqual([
      aRule(),
    ]);
    expect(rulesOf(aMigrationsPlan())).toEqual([aRule()]);
  });
});

describe('a rehearsal', () => {
  it('is worth nothing for other files, another order or another database', () => {
    const planned = aMigrationsPlan({ pending: [aMigration(), aContract()] });
    const others = [
      { ...planned, base: 'c'.repeat(64) },
      { ...planned, pending: planned.pending.toReversed() },
      { ...planned, pending: [aMigration({ digest: 'c'.repeat(64) }), aContract()] },
      { ...planned, run: 'backend' as const },
    ];
    for (const other of others) expect(rehearsedAs(other)).not.toBe(rehearsedAs(planned));
  });
});
