import type { Constraint, RangeVar } from 'libpg-query';
import { type Findings, finding, safe } from './finding.ts';
import type { Made } from './made.ts';
import { asNode, everyNode, findNodes, nameOf, words } from './nodes.ts';

/** A constraint on a table that was there before. */
export function addConstraint(
  constraint: Constraint | undefined,
  table: RangeVar | undefined,
  made: Made,
): Findings {
  const what = wordsOf(constraint);
  if (!constraint || what === undefined)
    return [finding('statement_unknown', { what: 'ALTER TABLE … ADD CONSTRAINT' })];
  const facts = { what, table: nameOf(table) };
  const notNull = notNullColumn(constraint);
  if (constraint.conname !== undefined) made.addConstraint(table, constraint.conname, notNull);
  if (constraint.skip_validation !== true && notNull !== undefined) made.proveNotNull(table, notNull);
  return [
    ...restricts(constraint, table, made).map((rule) => finding(rule, facts)),
    ...locks(constraint).map((rule) => finding(rule, facts)),
  ];
}

export function validateConstraint(name: string, table: RangeVar | undefined, made: Made): Findings {
  const known = made.constraint(table, name);
  if (known?.notNull !== undefined) made.proveNotNull(table, known.notNull);
  const rule = known?.inThisFile ? 'constraint_validated_at_once' : 'constraint_validated';
  return [finding(rule, { name, table: nameOf(table) })];
}

export function dropConstraint(name: string, table: RangeVar | undefined, made: Made): Findings {
  return made.constraint(table, name)
    ? safe
    : [finding('constraint_dropped', { name, table: nameOf(table) })];
}

/** A rule over columns that the code of before does not know cannot stop it, as long as they are empty. */
function restricts(
  constraint: Constraint,
  table: RangeVar | undefined,
  made: Made,
): readonly ['writes_restricted'] | [] {
  // The unique index was there before, with what it refuses.
  if (constraint.contype === 'CONSTR_UNIQUE' && constraint.indexname !== undefined) return [];
  if (constraint.contype === 'CONSTR_PRIMARY')
    return constraint.indexname === undefined ? ['writes_restricted'] : [];
  const columns = columnsOf(constraint);
  const all =
    columns.length > 0 && columns.every((column) => isHarmless(constraint, made.column(table, column)));
  return all ? [] : ['writes_restricted'];
}

function isHarmless(constraint: Constraint, column: { readonly filled: boolean } | undefined): boolean {
  if (!column) return false;
  if (notNullColumn(constraint) !== undefined) return column.filled;
  if (column.filled || constraint.nulls_not_distinct === true) return false;
  return constraint.contype !== 'CONSTR_CHECK' || passesNull(constraint.raw_expr);
}

/** One comparison: null makes it null, which a CHECK lets pass. */
function passesNull(expression: Constraint['raw_expr']): boolean {
  const kind = asNode(expression, 'A_Expr')?.kind;
  if (kind === undefined || /DISTINCT|NULLIF/.test(kind)) return false;
  for (const [name] of everyNode(expression)) if (notStrict.has(name)) return false;
  return true;
}

const notStrict: ReadonlySet<string> = new Set([
  'BoolExpr',
  'BooleanTest',
  'CaseExpr',
  'CoalesceExpr',
  'FuncCall',
  'MinMaxExpr',
  'NullTest',
  'SubLink',
]);

function locks({ contype, indexname, skip_validation: unchecked }: Constraint) {
  switch (contype) {
    case 'CONSTR_CHECK':
    case 'CONSTR_FOREIGN':
    case 'CONSTR_NOTNULL':
      return unchecked === true ? ([] as const) : (['constraint_checks'] as const);
    case 'CONSTR_PRIMARY':
      return indexname === undefined ? (['constraint_indexes'] as const) : (['primary_key_scans'] as const);
    case 'CONSTR_UNIQUE':
      return indexname === undefined ? (['constraint_indexes'] as const) : ([] as const);
    case 'CONSTR_EXCLUSION':
      return ['constraint_indexes'] as const;
    default:
      return [] as const;
  }
}

function wordsOf(constraint: Constraint | undefined): string | undefined {
  const name = constraint?.conname === undefined ? '' : ` ${constraint.conname}`;
  switch (constraint?.contype) {
    case 'CONSTR_CHECK':
      return `CHECK${name}`;
    case 'CONSTR_FOREIGN':
      return `the foreign key${name}`;
    case 'CONSTR_NOTNULL':
      return `NOT NULL${name}`;
    case 'CONSTR_PRIMARY':
      return `the primary key${name}`;
    case 'CONSTR_UNIQUE':
      return `UNIQUE${name}`;
    case 'CONSTR_EXCLUSION':
      return `EXCLUDE${name}`;
    default:
      return undefined;
  }
}

function columnsOf({ keys, fk_attrs: own, raw_expr: expression, exclusions }: Constraint): readonly string[] {
  if (exclusions !== undefined) return [];
  const read = findNodes(expression, 'ColumnRef').map(({ fields }) => words(fields).at(-1) ?? '');
  return [...words(keys), ...words(own), ...read];
}

/** Of `CHECK (x IS NOT NULL)` and of `NOT NULL x`. */
function notNullColumn({ contype, raw_expr: expression, keys }: Constraint): string | undefined {
  if (contype === 'CONSTR_NOTNULL') return words(keys)[0];
  const test = contype === 'CONSTR_CHECK' ? asNode(expression, 'NullTest') : undefined;
  if (test?.nulltesttype !== 'IS_NOT_NULL') return undefined;
  return words(asNode(test.arg, 'ColumnRef')?.fields).at(-1);
}
