import type { Node } from 'libpg-query';
import { detachesAlone } from './alter-table.ts';
import { asNode, nodesOf, words } from './nodes.ts';

/** PostgreSQL refuses these inside a transaction. */
export function runsAlone(statement: Node): boolean {
  if ('IndexStmt' in statement) return statement.IndexStmt.concurrent === true;
  if ('DropStmt' in statement) return statement.DropStmt.concurrent === true;
  if ('ReindexStmt' in statement) return hasOption(statement.ReindexStmt.params, 'concurrently');
  if ('VacuumStmt' in statement) return statement.VacuumStmt.is_vacuumcmd === true;
  return 'AlterTableStmt' in statement && detachesAlone(statement.AlterTableStmt);
}

/** What has to be looked at before such a statement is run again; none where that cannot be told. */
export type Resumption =
  | { readonly kind: 'again' }
  /** `index`: as `to_regclass` takes it. */
  | { readonly kind: 'index_made' | 'index_dropped'; readonly index: readonly string[] };

/** How a statement is taken up again after a crash, where none of its file runs in a transaction. */
export function resumptionOf(statement: Node): Resumption | undefined {
  if ('IndexStmt' in statement) {
    const { concurrent, idxname, relation } = statement.IndexStmt;
    if (concurrent !== true || idxname === undefined) return undefined;
    const schema = relation?.schemaname;
    return { kind: 'index_made', index: schema === undefined ? [idxname] : [schema, idxname] };
  }
  if ('DropStmt' in statement) {
    const { concurrent, objects } = statement.DropStmt;
    const [only] = objects ?? [];
    if (concurrent !== true || objects?.length !== 1) return undefined;
    return { kind: 'index_dropped', index: words(asNode(only, 'List')?.items) };
  }
  return 'ReindexStmt' in statement || 'VacuumStmt' in statement || 'VariableSetStmt' in statement
    ? { kind: 'again' }
    : undefined;
}

export function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  return nodesOf(options, 'DefElem').some(({ defname }) => defname === name);
}
