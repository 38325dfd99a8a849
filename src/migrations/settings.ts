import type { VariableSetStmt } from 'libpg-query';
import { type Findings, finding, safe } from './finding.ts';
import { asNode } from './nodes.ts';

/** They change nothing that a migration does. */
const harmless: ReadonlySet<string> = new Set([
  'client_min_messages',
  'application_name',
  'check_function_bodies',
]);
/** Limits that may be set; without one a migration could wait for ever. */
const limits: ReadonlySet<string> = new Set(['lock_timeout', 'statement_timeout']);

export function setVariable({ kind, name = '?', args }: VariableSetStmt): Findings {
  if (kind === 'VAR_SET_VALUE' && harmless.has(name)) return safe;
  if (kind === 'VAR_SET_VALUE' && limits.has(name) && isLimit(args?.[0])) return safe;
  return [finding('setting_changed', { name })];
}

/** Numbers come as they are, with a unit in quotes; 0 is no limit. */
function isLimit(value: NonNullable<VariableSetStmt['args']>[number] | undefined): boolean {
  const constant = asNode(value, 'A_Const');
  return (constant?.ival?.ival ?? 0) > 0 || /^[1-9]\d*\s*(?:ms|s|min)$/.test(constant?.sval?.sval ?? '');
}
