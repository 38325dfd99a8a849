/** Addresses in replies point back at the local GitHub, so that whoever follows one stays in the sandbox. */
export interface Links {
  /** `https://api.github.com`, as it were. */
  readonly origin: string;
  readonly owner: string;
  readonly name: string;
  readonly api: (path: string) => string;
  readonly html: (path: string) => string;
}

export function linksOf(request: Request, owner: string, name: string): Links {
  const { origin } = new URL(request.url);
  return {
    origin,
    owner,
    name,
    api: (path) => `${origin}/repos/${owner}/${name}${path}`,
    html: (path) => `${origin}/${owner}/${name}${path}`,
  };
}

export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

export function isoTime(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
