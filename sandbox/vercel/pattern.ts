/** The part of path-to-regexp that vercel.json uses: `:name`, with `*`, `+` or `?`, `(groups)`, and plain text. */
export function matchSource(source: string, path: string): ReadonlyMap<string, string> | undefined {
  const names: string[] = [];
  let unnamed = 0;
  const expression = source.replaceAll(
    /(\/?):(\w+)([*+?]?)|(\([^)]+\))|[.*+?^${}|[\]\\]/g,
    (found: string, ...groups: (string | undefined)[]) => {
      const [slash = '', name, modifier = '', group] = groups;
      if (group !== undefined) {
        unnamed += 1;
        names.push(String(unnamed));
        return group;
      }
      if (name === undefined) return `\\${found}`;
      names.push(name);
      if (modifier === '*') return `(?:${slash}(.*))?`;
      if (modifier === '+') return `${slash}(.+)`;
      return modifier === '?' ? `(?:${slash}([^/]+))?` : `${slash}([^/]+)`;
    },
  );
  const match = new RegExp(`^${expression}$`).exec(path);
  return match ? new Map(names.map((name, index) => [name, match[index + 1] ?? ''])) : undefined;
}

/** `/api/:path*` and `/api/$1` with what the source matched. */
export function fillDestination(destination: string, found: ReadonlyMap<string, string>): string {
  return destination.replaceAll(
    /(?<!:\/\/[^/]*):(\w+)[*+?]?|\$(\d+)/g,
    (whole: string, name?: string, index?: string) => found.get(name ?? index ?? '') ?? whole,
  );
}
