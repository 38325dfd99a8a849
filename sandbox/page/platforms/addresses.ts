import type { SandboxState } from '../data/state.ts';

type Addresses = Pick<SandboxState, 'vercel' | 'railway'>;

/** `https://mundo-tango.example/x` -> the local address that stands in for that domain; others as they are. */
export function localAddress(url: string, sandbox: Addresses): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return url;
  }
  const local = localOrigin(parsed.hostname, sandbox);
  return local === undefined ? url : new URL(`${parsed.pathname}${parsed.search}${parsed.hash}`, local).href;
}

function localOrigin(host: string, { vercel, railway }: Addresses): string | undefined {
  const domains = vercel.projects.flatMap((project) => project.domains);
  const services = railway.environments.flatMap((environment) => environment.services);
  return [...domains, ...services].find((named) => named.domain === host)?.url;
}
