import type { DropStmt, Node } from 'libpg-query';
import { type Findings, finding, safe } from './finding.ts';
import type { Made } from './made.ts';
import { asNode, joined, words } from './nodes.ts';

export function drop(statement: DropStmt, made: Made): Findings {
  const { objects, behavior, removeType } = statement;
  const names = (objects ?? []).map(partsOf);
  const gone = names.flatMap((parts) => dropOne(statement, parts, made));
  const name = names.map(joined).join(', ');
  // A schema that goes changes what names without one mean.
  if (removeType === 'OBJECT_SCHEMA') made.forgetAll();
  return behavior === 'DROP_CASCADE' ? [...gone, finding('dependents_dropped', { name })] : gone;
}

function dropOne({ removeType, concurrent }: DropStmt, parts: readonly string[], made: Made): Findings {
  const name = joined(parts);
  switch (removeType) {
    case 'OBJECT_TABLE':
      return dropTable(parts, made);
    case 'OBJECT_SCHEMA':
      return [finding('schema_dropped', { name })];
    case 'OBJECT_SEQUENCE':
      return [finding('sequence_dropped', { name })];
    case 'OBJECT_INDEX':
      return [
        finding('index_dropped', { name }),
        ...(concurrent === true ? [] : [finding('index_drop_blocks', { name })]),
      ];
    case 'OBJECT_TRIGGER':
    case 'OBJECT_RULE':
    case 'OBJECT_POLICY': {
      const own = parts.at(-1) ?? name;
      return isNew(parts.slice(0, -1), made)
        ? safe
        : [finding('object_dropped', { what: wordOf(removeType), name: own })];
    }
    default:
      return [finding('object_dropped', { what: wordOf(removeType), name })];
  }
}

function dropTable(parts: readonly string[], made: Made): Findings {
  const wasNew = isNew(parts, made);
  made.forgetTable(parts.at(-1));
  return wasNew ? safe : [finding('table_dropped', { name: joined(parts) })];
}

function isNew(parts: readonly string[], made: Made): boolean {
  const [relname, schemaname, catalogname] = parts.toReversed();
  return made.tableIsNew({
    ...(catalogname !== undefined && { catalogname }),
    ...(schemaname !== undefined && { schemaname }),
    ...(relname !== undefined && { relname }),
  });
}

function partsOf(node: Node): readonly string[] {
  const name =
    asNode(node, 'List')?.items ?? asNode(node, 'ObjectWithArgs')?.objname ?? asNode(node, 'TypeName')?.names;
  return words(name ?? [node]);
}

/** "OBJECT_FOREIGN_TABLE": "foreign table" */
export function wordOf(type: string | undefined): string {
  return (type ?? 'OBJECT_?').replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase();
}
