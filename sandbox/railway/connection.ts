export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** A Relay connection over `nodes`, which carry their id. */
export function connection<T extends { readonly id: string }>(nodes: readonly T[], page: PageArguments) {
  const all = nodes.map((node) => ({ cursor: Buffer.from(node.id).toString('base64'), node }));
  const from = page.after ? all.findIndex((edge) => edge.cursor === page.after) + 1 : 0;
  const until = page.before ? all.findIndex((edge) => edge.cursor === page.before) : all.length;
  let edges = all.slice(from, until);
  const before = from;
  let cut = { start: before > 0, end: until < all.length };
  if (typeof page.first === 'number' && edges.length > page.first) {
    edges = edges.slice(0, page.first);
    cut = { ...cut, end: true };
  }
  if (typeof page.last === 'number' && edges.length > page.last) {
    edges = edges.slice(edges.length - page.last);
    cut = { ...cut, start: true };
  }
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: cut.end,
      hasPreviousPage: cut.start,
    },
  };
}
