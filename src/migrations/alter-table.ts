import type { AlterTableCmd, AlterTableStmt, RangeVar } from 'libpg-query';
import { addColumn } from './add-column.ts';
import { addConstraint, dropConstraint, validateConstraint } from './constraints.ts';
import { type Findings, finding, safe } from './finding.ts';
import { unknownCalls } from './functions.ts';
import type { Made } from './made.ts';
import { asNode, nameOf, nodesOf } from './nodes.ts';

export function alterTable(statement: AlterTableStmt, made: Made): Findings {
  const { relation, objtype, cmds } = statement;
  if (objtype !== 'OBJECT_TABLE') {
    const what = `ALTER ${(objtype ?? '').replace('OBJECT_', '').replaceAll('_', ' ')}`;
    return [finding('statement_unknown', { what })];
  }
  return nodesOf(cmds, 'AlterTableCmd').flatMap((command) => [
    ...alter(command, relation, made),
    // A new default computes nothing yet.
    ...(command.subtype === 'AT_ColumnDefault' ? safe : unknownCalls(command.def)),
  ]);
}

/** DETACH … CONCURRENTLY. */
export function detachesAlone({ cmds }: AlterTableStmt): boolean {
  return nodesOf(cmds, 'AlterTableCmd').some(({ def }) => asNode(def, 'PartitionCmd')?.concurrent === true);
}

function alter(command: AlterTableCmd, relation: RangeVar | undefined, made: Made): Findings {
  const table = nameOf(relation);
  const column = command.name ?? '?';
  const isNew = made.tableIsNew(relation);
  switch (command.subtype) {
    case 'AT_SetStatistics':
    case 'AT_SetOptions':
    case 'AT_ResetOptions':
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions':
    case 'AT_SetStorage':
    case 'AT_SetCompression':
    case 'AT_DropCluster':
    case 'AT_ClusterOn':
      return safe;
    case 'AT_AttachPartition':
      return [finding('partition_locks', { table })];
    case 'AT_DetachPartition':
    case 'AT_DetachPartitionFinalize':
      return detach(command, table);
    case 'AT_EnableTrig':
    case 'AT_EnableAlwaysTrig':
    case 'AT_EnableReplicaTrig':
    case 'AT_DisableTrig':
    case 'AT_EnableTrigAll':
    case 'AT_DisableTrigAll':
    case 'AT_EnableTrigUser':
    case 'AT_DisableTrigUser':
    case 'AT_EnableRule':
    case 'AT_DisableRule':
      return isNew ? safe : [finding('writes_changed', { what: 'Switching triggers or rules', table })];
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
    case 'AT_ForceRowSecurity':
    case 'AT_NoForceRowSecurity':
      return isNew ? safe : [finding('row_security_changed', { table })];
    case 'AT_ChangeOwner':
      return isNew ? safe : [finding('altered', { what: 'the owner of', name: table })];
    case 'AT_SetLogged':
      return isNew ? safe : [finding('table_rewritten', { table, why: 'SET LOGGED' })];
    case 'AT_SetUnLogged':
      return isNew ? safe : [finding('table_unlogged', { table })];
    case 'AT_SetTableSpace':
      return isNew ? safe : [finding('table_rewritten', { table, why: 'SET TABLESPACE' })];
    case 'AT_SetAccessMethod':
      return isNew ? safe : [finding('table_rewritten', { table, why: 'SET ACCESS METHOD' })];
    case 'AT_AddColumn':
      return isNew ? safe : addColumn(command, relation, made);
    case 'AT_AddConstraint':
      return isNew ? safe : addConstraint(asNode(command.def, 'Constraint'), relation, made);
    case 'AT_ValidateConstraint':
      return isNew ? safe : validateConstraint(column, relation, made);
    case 'AT_DropConstraint':
      return isNew ? safe : withDependents(command, dropConstraint(column, relation, made));
    case 'AT_DropColumn':
      return isNew
        ? withDependents(command, safe)
        : withDependents(command, dropColumn(column, relation, made));
    default:
      return isNew && alters.has(command.subtype ?? '') ? safe : alterColumn(command, relation, made);
  }
}

const alters: ReadonlySet<string> = new Set([
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_AlterColumnType',
  'AT_AddIdentity',
  'AT_SetIdentity',
  'AT_DropIdentity',
  'AT_SetExpression',
  'AT_DropExpression',
]);

function alterColumn(command: AlterTableCmd, relation: RangeVar | undefined, made: Made): Findings {
  const column = command.name ?? '?';
  const facts = { column, table: nameOf(relation) };
  const added = made.column(relation, column);
  switch (command.subtype) {
    case 'AT_ColumnDefault':
      return command.def !== undefined || added
        ? setDefault(command, relation, made)
        : [finding('default_dropped', facts)];
    case 'AT_DropNotNull':
      return added ? safe : [finding('not_null_dropped', facts)];
    case 'AT_SetNotNull':
      return [
        ...(added?.filled ? [] : [finding('not_null_set', facts)]),
        ...(made.provesNotNull(relation, column) ? [] : [finding('not_null_scans', facts)]),
      ];
    case 'AT_AlterColumnType':
      return added
        ? [finding('table_rewritten', { table: facts.table, why: `another type for ${column}` })]
        : [finding('type_changed', facts)];
    case 'AT_SetExpression':
      return [
        finding('column_behaviour_changed', facts),
        finding('table_rewritten', { table: facts.table, why: `another expression for ${column}` }),
      ];
    case 'AT_AddIdentity':
    case 'AT_SetIdentity':
    case 'AT_DropIdentity':
    case 'AT_DropExpression':
      return added ? safe : [finding('column_behaviour_changed', facts)];
    default:
      return [finding('statement_unknown', { what: inWords(command.subtype) })];
  }
}

/** What the code of before inserts from now on has a value too; rows of before are as they were. */
function setDefault({ name, def }: AlterTableCmd, relation: RangeVar | undefined, made: Made): Findings {
  if (name !== undefined && def === undefined) made.forgetColumn(relation, name);
  return safe;
}

function dropColumn(column: string, relation: RangeVar | undefined, made: Made): Findings {
  if (!made.column(relation, column)) return [finding('column_dropped', { column, table: nameOf(relation) })];
  made.forgetColumn(relation, column);
  return safe;
}

function withDependents({ name, behavior }: AlterTableCmd, findings: Findings): Findings {
  return behavior === 'DROP_CASCADE'
    ? [...findings, finding('dependents_dropped', { name: name ?? '?' })]
    : findings;
}

function detach({ def, subtype }: AlterTableCmd, table: string): Findings {
  const gone = finding('partition_detached', { table });
  const isQuick =
    subtype === 'AT_DetachPartitionFinalize' || asNode(def, 'PartitionCmd')?.concurrent === true;
  return isQuick ? [gone] : [gone, finding('partition_detach_blocks', { table })];
}

/** "AT_ReplicaIdentity": "ALTER TABLE … Replica Identity" */
function inWords(subtype: string | undefined): string {
  return `ALTER TABLE … ${(subtype ?? '').replace('AT_', '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')}`;
}
