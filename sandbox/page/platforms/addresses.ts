import type { SandboxState } from '../data/state.ts';

type Addresses = Pick<SandboxState, 'vercel' | 'railway'>;

/** `https://mundo-tango.example/x` -> the local address that stands in for that domain or page; others as they are. */
export function localAddress(url: string, sandbox: Addresses): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return url;
  }
  const log = logOf(parsed);
  if (log !== undefined) return log;
  const local = localOrigin(parsed.hostname, sandbox);
  return local === undefined ? url : new URL(`${parsed.pathname}${parsed.search}${parsed.hash}`, local).href;
}

/** A platform's own page about a deployment shows its log. */
function logOf({ hostname, pathname, searchParams }: URL): string | undefined {
  const vercel = pathname.split('/').at(-1);
  const railway = searchParams.get('id');
  if (hostname === 'vercel.com' && vercel) return `/_sandbox/vercel/log/${vercel}`;
  if (hostname === 'railway.com' && railway) return `/_sandbox/railway/log/${railway}`;
  return undefined;
}

function localOrigin(host: string, { vercel, railway }: Addresses): string | undefined {
  const domains = vercel.projects.flatMap((project) => project.domains);
  const services = railway.environments.flatMap((environment) => environment.services);
  return [...domains, ...services].find((named) => named.domain === host)?.url;
}
