import type { CreateStmt, GrantStmt, IndexStmt, Node, RenameStmt, VacuumStmt, ViewStmt } from 'libpg-query';
import { hasOption } from './alone.ts';
import { alterTable } from './alter-table.ts';
import { drop, wordOf } from './drop.ts';
import { type Findings, finding, safe } from './finding.ts';
import { unknownCalls } from './functions.ts';
import type { Made } from './made.ts';
import { findNodes, joined, nameOf, type NodeName, type NodeOf, nodesOf, words } from './nodes.ts';
import { bookkeepingIn, changeRows } from './rows.ts';
import { setVariable } from './settings.ts';

/** What is to be said about a statement, after those that `made` remembers. What is not listed here is unknown. */
export function judge(statement: Node, made: Made): Findings {
  const [[name, body] = ['', undefined]] = Object.entries(statement) as [NodeName, unknown][];
  const judgeOne = judges[name as JudgedName] as ((body: unknown, made: Made) => Findings) | undefined;
  const own = judgeOne ? judgeOne(body, made) : [finding('statement_unknown', { what: inWords(name) })];
  return readsOnly.has(name) ? own : [...own, ...bookkeepingIn(body, made)];
}

const readsOnly: ReadonlySet<string> = new Set(['SelectStmt']);

type Judges = { readonly [Name in NodeName]?: (body: NodeOf<Name>, made: Made) => Findings };
type JudgedName = keyof typeof judges;

const nothing = () => safe;
const rows = (body: unknown, made: Made): Findings => [...changeRows(body, made), ...unknownCalls(body)];

const judges = {
  CreateStmt: createTable,
  CreateTableAsStmt(statement, made) {
    const found = rows(statement, made);
    if (statement.if_not_exists !== true) made.addTable(statement.into?.rel);
    return found;
  },
  AlterTableStmt: alterTable,
  IndexStmt: createIndex,
  DropStmt: drop,
  RenameStmt: rename,
  TruncateStmt: ({ relations, behavior }, made) =>
    nodesOf(relations, 'RangeVar').flatMap((relation) =>
      made.tableIsNew(relation) && behavior !== 'DROP_CASCADE'
        ? safe
        : [finding('table_truncated', { table: nameOf(relation) })],
    ),
  // Inside another statement `changeRows` finds them; here they are the statement.
  SelectStmt: (body, made) => rows({ SelectStmt: body }, made),
  InsertStmt: (body, made) => rows({ InsertStmt: body }, made),
  UpdateStmt: (body, made) => rows({ UpdateStmt: body }, made),
  DeleteStmt: (body, made) => rows({ DeleteStmt: body }, made),
  MergeStmt: (body, made) => rows({ MergeStmt: body }, made),
  CreateEnumStmt: nothing,
  CompositeTypeStmt: nothing,
  CreateRangeStmt: nothing,
  CreateDomainStmt: nothing,
  CreateSeqStmt: nothing,
  CreateStatsStmt: nothing,
  CreateExtensionStmt: nothing,
  CommentStmt: nothing,
  CreateSchemaStmt: ({ schemaElts }) =>
    (schemaElts ?? []).length === 0
      ? safe
      : [finding('statement_unknown', { what: 'CREATE SCHEMA with what is in it' })],
  AlterEnumStmt: ({ oldVal, typeName }) =>
    oldVal === undefined ? safe : [finding('enum_value_renamed', { name: joined(words(typeName)) })],
  AlterSeqStmt: ({ sequence, options }) =>
    nodesOf(options, 'DefElem').every(({ defname }) => defname === 'owned_by')
      ? safe
      : [finding('sequence_changed', { name: nameOf(sequence) })],
  AlterDomainStmt: ({ typeName }) => [finding('altered', { what: 'domain', name: joined(words(typeName)) })],
  AlterExtensionStmt: ({ extname }) => [finding('altered', { what: 'extension', name: extname ?? '?' })],
  AlterFunctionStmt: ({ func }) => [
    finding('altered', { what: 'function', name: joined(words(func?.objname)) }),
  ],
  AlterPolicyStmt: ({ table }) => [finding('row_security_changed', { table: nameOf(table) })],
  AlterOwnerStmt: ({ objectType, relation }) => [
    finding('altered', {
      what: 'the owner of',
      name: relation ? nameOf(relation) : `a ${wordOf(objectType)}`,
    }),
  ],
  AlterObjectSchemaStmt({ relation, objectType }, made) {
    made.forgetTable(relation?.relname);
    return [finding('moved', { name: relation ? nameOf(relation) : `a ${wordOf(objectType)}` })];
  },
  ViewStmt: createView,
  CreateFunctionStmt: ({ replace, funcname }) =>
    replace === true ? [finding('replaced', { what: 'function', name: joined(words(funcname)) })] : safe,
  CreateTrigStmt: ({ relation }, made) =>
    made.tableIsNew(relation)
      ? safe
      : [finding('writes_changed', { what: 'A trigger', table: nameOf(relation) })],
  RuleStmt: ({ relation }) => [finding('writes_changed', { what: 'A rule', table: nameOf(relation) })],
  CreatePolicyStmt: ({ table }, made) =>
    made.tableIsNew(table) ? safe : [finding('row_security_changed', { table: nameOf(table) })],
  GrantStmt: grant,
  LockStmt: ({ relations }) =>
    nodesOf(relations, 'RangeVar').map((relation) => finding('table_locked', { table: nameOf(relation) })),
  ReindexStmt: ({ relation, name, params }) =>
    hasOption(params, 'concurrently')
      ? safe
      : [finding('reindex_blocks', { name: relation ? nameOf(relation) : (name ?? '?') })],
  RefreshMatViewStmt: ({ concurrent, relation }) =>
    concurrent === true ? safe : [finding('refresh_blocks', { name: nameOf(relation) })],
  ClusterStmt: ({ relation }) => [
    finding('table_rewritten', { table: relation ? nameOf(relation) : 'every table', why: 'CLUSTER' }),
  ],
  VacuumStmt: vacuum,
  VariableSetStmt: setVariable,
  TransactionStmt({ kind }, made) {
    made.forgetAll();
    return [
      finding('own_transaction', { what: (kind ?? '').replace('TRANS_STMT_', '').replaceAll('_', ' ') }),
    ];
  },
  DoStmt: () => [finding('code_run', { what: 'DO' })],
  CallStmt: () => [finding('code_run', { what: 'CALL' })],
  PrepareStmt: () => [finding('code_run', { what: 'PREPARE' })],
  ExecuteStmt: () => [finding('code_run', { what: 'EXECUTE' })],
} satisfies Judges;

function createTable(
  { relation, if_not_exists: perhaps, partbound, inhRelations }: CreateStmt,
  made: Made,
): Findings {
  // Where it was there already, what comes after it is about the old one.
  if (perhaps !== true) made.addTable(relation);
  const [parent] = nodesOf(inhRelations, 'RangeVar');
  if (parent === undefined || made.tableIsNew(parent)) return safe;
  return partbound
    ? [finding('partition_locks', { table: nameOf(parent) })]
    : [finding('altered', { what: 'what is read from', name: nameOf(parent) })];
}

function createIndex(statement: IndexStmt, made: Made): Findings {
  const { relation, concurrent, unique, indexParams, nulls_not_distinct: nullsCollide } = statement;
  const calls = unknownCalls(statement);
  if (made.tableIsNew(relation)) return calls;
  const columns = nodesOf(indexParams, 'IndexElem').map(({ name }) => name);
  const empty = columns.every((name) => name !== undefined && made.column(relation, name)?.filled === false);
  const table = nameOf(relation);
  return [
    ...(unique === true && (!empty || nullsCollide === true)
      ? [finding('writes_restricted', { what: `The unique index ${statement.idxname ?? ''}`.trim(), table })]
      : []),
    ...(concurrent === true ? [] : [finding('index_blocks', { table })]),
    ...calls,
  ];
}

function rename({ renameType, relation, subname, newname }: RenameStmt, made: Made): Findings {
  const what = wordOf(renameType);
  const name = [...(relation ? [nameOf(relation)] : []), ...(subname === undefined ? [] : [subname])].join(
    '.',
  );
  // Queries never name an index.
  if (renameType === 'OBJECT_INDEX') return safe;
  if (!relation || !made.tableIsNew(relation)) {
    made.forgetTable(relation?.relname);
    return [finding('renamed', { what, name: name === '' ? '?' : name })];
  }
  if (renameType === 'OBJECT_TABLE' && newname !== undefined) {
    made.forgetTable(relation.relname);
    made.addTable({ ...relation, relname: newname });
  }
  return safe;
}

function createView({ replace, view, query }: ViewStmt): Findings {
  return [
    ...(replace === true ? [finding('replaced', { what: 'view', name: nameOf(view) })] : []),
    // Without an effect before somebody reads it.
    ...(findNodes(query, 'LockingClause').length > 0
      ? [finding('statement_unknown', { what: 'CREATE VIEW … FOR UPDATE' })]
      : []),
  ];
}

function grant({ is_grant: gives, targtype }: GrantStmt): Findings {
  if (gives !== true) return [finding('rights_taken')];
  return targtype === 'ACL_TARGET_OBJECT' || targtype === 'ACL_TARGET_ALL_IN_SCHEMA'
    ? safe
    : [finding('statement_unknown', { what: 'GRANT' })];
}

function vacuum({ options, rels }: VacuumStmt): Findings {
  if (!hasOption(options, 'full')) return safe;
  const tables = nodesOf(rels, 'VacuumRelation').map(({ relation }) => nameOf(relation));
  return [finding('table_rewritten', { table: tables.join(', ') || 'every table', why: 'VACUUM FULL' })];
}

/** "AlterSystemStmt": "ALTER SYSTEM" */
function inWords(name: string): string {
  return name
    .replace(/Stmt$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
