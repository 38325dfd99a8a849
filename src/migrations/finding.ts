import type { MigrationFinding } from '../domain/migration.ts';
import type { MigrationRule } from '../domain/migration-rules.ts';

export type Findings = readonly MigrationFinding[];

export const safe: Findings = [];

export function finding(rule: MigrationRule, facts: MigrationFinding['facts'] = {}): MigrationFinding {
  return { rule, facts };
}
