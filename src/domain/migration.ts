import { type MigrationKind, migrationKinds, type MigrationRule, migrationRules } from './migration-rules.ts';

/** One thing that is to be said about a statement. */
export interface MigrationFinding {
  readonly rule: MigrationRule;
  /** Names as the file writes them: escape before showing. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface StatementVerdict {
  /** Its first words, on one line. */
  readonly sql: string;
  /** Counted from 1. */
  readonly line: number;
  /** None: safe while the code of before runs. */
  readonly findings: readonly MigrationFinding[];
  /** PostgreSQL refuses it inside a transaction. */
  readonly alone?: true;
  /** After a crash it can be run again, once what it left half done is cleared away. */
  readonly repeatable?: true;
}

/** In the order of `migrationKinds`; never empty. */
export function kindsOf({ findings }: Pick<StatementVerdict, 'findings'>): readonly MigrationKind[] {
  const found = new Set<MigrationKind>(findings.flatMap(({ rule }) => migrationRules[rule].kinds));
  return found.size === 0 ? ['expand'] : migrationKinds.filter((kind) => found.has(kind));
}

/** "Drops column note of orders: …", and what would be safer. */
export function sayFinding(
  { rule, facts }: MigrationFinding,
  show: (fact: string) => string = String,
): { readonly says: string; readonly safer: string } {
  const { says, safer } = migrationRules[rule];
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, fact: string) => show(facts[fact] ?? '?'));
  return { says: fill(says), safer: fill(safer) };
}
