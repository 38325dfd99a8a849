import { kindsOf, type MigrationFinding, type StatementVerdict } from './migration.ts';
import { type MigrationKind, migrationRules } from './migration-rules.ts';

/** A migration that has run and stays, seen from the code of before it that comes back. */
export interface StayingMigration {
  /** Path in the repository. */
  readonly file: string;
  readonly effect: 'none' | 'may_break' | 'unknown';
  /** Why, of the first statement that has the effect. */
  readonly finding?: MigrationFinding;
}

/** What it locked while it ran, and that it cannot be taken back, is no matter any more. */
export function stayingMigration(file: string, verdicts: readonly StatementVerdict[]): StayingMigration {
  const kinds = verdicts.flatMap(kindsOf);
  if (kinds.includes('contract')) return { file, effect: 'may_break', ...findingOf('contract', verdicts) };
  if (kinds.includes('unknown')) return { file, effect: 'unknown', ...findingOf('unknown', verdicts) };
  return { file, effect: 'none' };
}

function findingOf(
  kind: MigrationKind,
  verdicts: readonly StatementVerdict[],
): { readonly finding?: MigrationFinding } {
  const finding = verdicts
    .flatMap(({ findings }) => findings)
    .find(({ rule }) => (migrationRules[rule].kinds as readonly MigrationKind[]).includes(kind));
  return finding ? { finding } : {};
}
