import { currentPermit } from '../permit.ts';

interface Dispatcher {
  dispatch(options: unknown, handler: unknown): boolean;
}

/**
 * What every request of `@vercel/client` passes through. It gives each its time, lets none through without a permit or
 * once `close` was called (an abandoned upload must not create a deployment later), and keeps `teamId` what we say: the client
 * appends the process's VERCEL_TEAM_ID to every address.
 */
export interface Gate {
  readonly dispatcher?: Dispatcher;
  close(): void;
}

export function createGate(team: string | undefined, timeoutMs: number): Gate {
  const next = findGlobalDispatcher();
  const permit = currentPermit();
  let open = true;
  const close = () => {
    open = false;
  };
  if (!next) return { close };
  const dispatch = (options: unknown, handler: unknown) => {
    permit();
    if (!open) throw new DOMException('the upload was given up', 'AbortError');
    const request = options as { readonly path: string };
    const path = withTeam(request.path, team);
    return next.dispatch({ ...request, path, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }, handler);
  };
  return { dispatcher: { dispatch }, close };
}

/** Node's own: another undici's dispatcher may not fit Node's fetch. It exists once fetch has been touched. */
function findGlobalDispatcher(): Dispatcher | undefined {
  void globalThis.Response;
  const globals = globalThis as unknown as Record<symbol, Dispatcher | undefined>;
  return globals[Symbol.for('undici.globalDispatcher.1')];
}

function withTeam(path: string, team: string | undefined): string {
  const url = new URL(path, 'http://any');
  url.searchParams.delete('teamId');
  if (team !== undefined) url.searchParams.set('teamId', team);
  return `${url.pathname}${url.search}`;
}
