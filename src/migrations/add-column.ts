import type { AlterTableCmd, ColumnDef, Constraint, RangeVar } from 'libpg-query';
import { type Findings, finding } from './finding.ts';
import { differsByRow } from './functions.ts';
import type { Made } from './made.ts';
import { asNode, nameOf, nodesOf, words } from './nodes.ts';

/** A column of a table that was there before. */
export function addColumn(command: AlterTableCmd, table: RangeVar | undefined, made: Made): Findings {
  const definition = asNode(command.def, 'ColumnDef');
  if (!definition) return [finding('statement_unknown', { what: 'ALTER TABLE … ADD COLUMN' })];
  const column = definition.colname ?? '?';
  const facts = { column, table: nameOf(table) };
  const constraints = nodesOf(definition.constraints, 'Constraint');
  const has = (type: Constraint['contype']) => constraints.some(({ contype }) => contype === type);
  const filled = isFilled(definition, constraints);
  const required = (has('CONSTR_NOTNULL') || has('CONSTR_PRIMARY')) && !filled;
  const why = whyRewritten(definition, constraints);
  // It may be there already, and then nothing of this is true of it.
  if (!command.missing_ok) made.addColumn(table, column, { filled });
  return [
    ...(required ? [finding('column_required', facts)] : []),
    ...(typeOf(definition) === 'json' ? [finding('column_not_comparable', facts)] : []),
    ...(why === undefined ? [] : [finding('column_rewrites', { ...facts, why })]),
    ...(has('CONSTR_PRIMARY') ? [finding('column_indexed', { ...facts, what: 'PRIMARY KEY' })] : []),
    ...(has('CONSTR_UNIQUE') ? [finding('column_indexed', { ...facts, what: 'UNIQUE' })] : []),
    // Every row of before gets the same value, and so does every one that the code of before inserts.
    ...(has('CONSTR_UNIQUE') && filled && why === undefined
      ? [
          finding('writes_restricted', {
            what: `A unique column ${column} with one default`,
            table: facts.table,
          }),
        ]
      : []),
    ...(has('CONSTR_FOREIGN')
      ? [finding('constraint_checks', { what: `the foreign key of ${column}`, table: facts.table })]
      : []),
    ...(has('CONSTR_CHECK')
      ? [finding('constraint_checks', { what: `the CHECK of ${column}`, table: facts.table })]
      : []),
  ];
}

const serials = new Set(['serial', 'serial2', 'serial4', 'serial8', 'smallserial', 'bigserial']);

function isFilled(definition: ColumnDef, constraints: readonly Constraint[]): boolean {
  const given = constraints.some(
    ({ contype, raw_expr: value }) =>
      contype === 'CONSTR_GENERATED' ||
      contype === 'CONSTR_IDENTITY' ||
      (contype === 'CONSTR_DEFAULT' && asNode(value, 'A_Const')?.isnull !== true),
  );
  return given || isSerial(definition);
}

function isSerial(definition: ColumnDef): boolean {
  return serials.has(typeOf(definition));
}

function typeOf({ typeName }: ColumnDef): string {
  return words(typeName?.names).at(-1) ?? '';
}

function whyRewritten(definition: ColumnDef, constraints: readonly Constraint[]): string | undefined {
  if (isSerial(definition)) return 'a serial number for each row';
  for (const { contype, raw_expr: value, generated_kind: kind } of constraints) {
    if (contype === 'CONSTR_IDENTITY') return 'a number for each row';
    if (contype === 'CONSTR_GENERATED' && kind !== 'v') return 'a stored generated value';
    if (contype === 'CONSTR_DEFAULT' && differsByRow(value)) return 'a default that differs from row to row';
  }
  return undefined;
}
