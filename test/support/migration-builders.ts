import { rehearsedAs } from '../../src/domain/gates/migrations.ts';
import { finding } from '../../src/migrations/finding.ts';
import type { MigrationsPlan, PendingMigration, Rehearsal } from '../../src/domain/migration-plan.ts';

export function aMigration(over: Partial<PendingMigration> = {}): PendingMigration {
  const name = over.name ?? '0003_level';
  return {
    name,
    file: `drizzle/${name}.sql`,
    digest: 'a'.repeat(64),
    when: 1_792_963_800_000,
    statements: 1,
    kinds: ['expand'],
    findings: [],
    found: 0,
    way: 'transaction',
    ...over,
  };
}

/** Drops a column. */
export function aContract(over: Partial<PendingMigration> = {}): PendingMigration {
  return aMigration({
    name: '0004_drop_note',
    kinds: ['contract', 'irreversible'],
    findings: [
      {
        sql: 'ALTER TABLE "classes" DROP COLUMN "note"',
        line: 1,
        findings: [finding('column_dropped', { column: 'note', table: 'classes' })],
      },
    ],
    found: 1,
    ...over,
  });
}

/** Rehearsed, unless said otherwise. */
export function aMigrationsPlan(
  over: Partial<MigrationsPlan> = {},
  rehearsal: Partial<Extract<Rehearsal, { kind: 'passed' }>> = {},
): MigrationsPlan {
  const planned = {
    run: 'cabeceo',
    pending: [aMigration()],
    passedOver: [],
    base: 'b'.repeat(64),
    ...over,
  } as const;
  const of = rehearsedAs(planned);
  return {
    rehearsal: { kind: 'passed', of, durationMs: 3_000, runs: [], schema: [], ...rehearsal },
    ...planned,
  };
}
