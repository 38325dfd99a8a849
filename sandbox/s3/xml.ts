type Value = string | number | boolean | Tree | readonly Tree[];

export interface Tree {
  readonly [name: string]: Value;
}

/** `{Contents: [{Key: 'a'}]}` becomes one element for each of the list. */
export function xml(root: string, tree: Tree): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner(tree)}</${root}>`;
}

function inner(tree: Tree): string {
  return Object.entries(tree)
    .flatMap(([name, value]) => {
      if (Array.isArray(value)) return (value as readonly Tree[]).map((one) => [name, inner(one)] as const);
      return [[name, typeof value === 'object' ? inner(value as Tree) : escaped(String(value))] as const];
    })
    .map(([name, content]) => `<${name}>${content}</${name}>`)
    .join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
