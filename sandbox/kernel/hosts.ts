/** The outside name that a local `127.0.0.1:4567` stands in for; any other host is its own name. */
export function realName(hosts: ReadonlyMap<string, string>, host: string): string {
  for (const [name, url] of hosts) if (new URL(url).host === host) return name;
  return host;
}
