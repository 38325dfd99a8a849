import type { DeleteStmt, InsertStmt, RangeVar, UpdateStmt } from 'libpg-query';
import { type Findings, finding, safe } from './finding.ts';
import type { Ledger, Made } from './made.ts';
import { everyNode, findNodes, nameOf, nodesOf } from './nodes.ts';

/** Whatever a statement does to rows, in its WITH clauses too. */
export function changeRows(statement: unknown, made: Made): Findings {
  return [
    ...findNodes(statement, 'InsertStmt').flatMap((insert) => insertRows(insert, made)),
    ...findNodes(statement, 'UpdateStmt').flatMap((update) => updateRows(update, made)),
    ...findNodes(statement, 'DeleteStmt').flatMap((each) => deleteRows(each, made)),
    ...findNodes(statement, 'MergeStmt').map(({ relation }) =>
      finding('rows_overwritten', { what: 'rows', table: nameOf(relation) }),
    ),
    ...(locksRows(statement) ? [finding('table_locked', { table: 'the rows that it reads' })] : []),
  ];
}

function insertRows({ relation, onConflictClause: conflict }: InsertStmt, made: Made): Findings {
  if (made.tableIsNew(relation) || conflict?.action !== 'ONCONFLICT_UPDATE') return safe;
  return [finding('rows_overwritten', { what: columnsOf(conflict.targetList), table: nameOf(relation) })];
}

function updateRows({ relation, targetList }: UpdateStmt, made: Made): Findings {
  if (made.tableIsNew(relation)) return safe;
  const columns = nodesOf(targetList, 'ResTarget').map(({ name }) => name ?? '?');
  const ownColumns = columns.every((column) => made.column(relation, column) !== undefined);
  const facts = { what: columnsOf(targetList), table: nameOf(relation) };
  return [finding(ownColumns ? 'rows_filled' : 'rows_overwritten', facts)];
}

function deleteRows({ relation }: DeleteStmt, made: Made): Findings {
  return made.tableIsNew(relation) ? safe : [finding('rows_deleted', { table: nameOf(relation) })];
}

function columnsOf(targets: UpdateStmt['targetList']): string {
  return nodesOf(targets, 'ResTarget')
    .map(({ name }) => name ?? '?')
    .join(', ');
}

/** SELECT … FOR UPDATE */
function locksRows(statement: unknown): boolean {
  return findNodes(statement, 'LockingClause').length > 0;
}

/** What PostgreSQL and the migrators keep for themselves. */
export function bookkeepingIn(statement: unknown, { ledger }: Pick<Made, 'ledger'>): Findings {
  const names = new Set<string>();
  for (const [, body] of everyNode(statement)) {
    const relation = body as RangeVar;
    if (typeof relation.relname === 'string' && isBookkeeping(relation.schemaname, relation.relname, ledger))
      names.add(nameOf(relation));
  }
  return [...names].map((name) => finding('bookkeeping_touched', { name }));
}

const ownSchemas: ReadonlySet<string> = new Set(['pg_catalog', 'information_schema', 'pg_toast', 'cabeceo']);

function isBookkeeping(schema: string | undefined, name: string, ledger: Ledger | undefined): boolean {
  if (name === '__drizzle_migrations') return true;
  if (name === ledger?.name && (schema === undefined || schema === ledger.schema)) return true;
  return schema === undefined ? name.startsWith('pg_') : ownSchemas.has(schema);
}
