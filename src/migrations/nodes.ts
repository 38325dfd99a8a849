import type { Node, RangeVar } from 'libpg-query';

/* The parser's trees: each node is an object with one key, its kind. */

type KeyOf<Union> = Union extends unknown ? keyof Union : never;
export type NodeName = KeyOf<Node>;
export type NodeOf<Name extends NodeName> = Extract<Node, Record<Name, unknown>>[Name];

export function nodesOf<Name extends NodeName>(
  nodes: readonly Node[] | undefined,
  name: Name,
): readonly NodeOf<Name>[] {
  return (nodes ?? []).flatMap((node) => {
    const body = asNode(node, name);
    return body === undefined ? [] : [body];
  });
}

export function asNode<Name extends NodeName>(node: Node | undefined, name: Name): NodeOf<Name> | undefined {
  return node !== undefined && name in node
    ? (node as unknown as Record<Name, NodeOf<Name>>)[name]
    : undefined;
}

/** Every node at and under this one. Without recursion: a migration may be as deep as it likes. */
export function* everyNode(root: unknown): Generator<readonly [name: string, body: unknown]> {
  const left: unknown[] = [root];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, body] of Object.entries(value)) {
      if (typeof body === 'object' && body !== null) yield [name, body];
      left.push(body);
    }
  }
}

/** The bodies of these nodes at and under this one. */
export function findNodes<Name extends NodeName>(root: unknown, name: Name): readonly NodeOf<Name>[] {
  const found: NodeOf<Name>[] = [];
  for (const [each, body] of everyNode(root)) if (each === name) found.push(body as NodeOf<Name>);
  return found;
}

/** "shop.orders" */
export function nameOf(relation: RangeVar | undefined): string {
  if (!relation) return '?';
  return joined(
    [relation.catalogname, relation.schemaname, relation.relname].filter((part) => part !== undefined),
  );
}

/** The words of a list of strings, as a function's or a type's name is kept. */
export function words(nodes: readonly Node[] | undefined): readonly string[] {
  return nodesOf(nodes, 'String').map(({ sval }) => sval ?? '');
}

export function joined(parts: readonly string[]): string {
  return parts.join('.');
}
