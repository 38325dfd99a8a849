import { Hono } from 'hono';
import { listen } from '../kernel/listen.ts';
import type { Listener } from '../kernel/listen.ts';
import { serveSite } from './site.ts';
import type { Site } from './site.ts';

/** Loopback ports that stand in for names: each serves the site that its name is aimed at now. */
export interface Edge {
  /** Opens a port for the name, or keeps the one it has. */
  open(name: string, site: () => Promise<Site> | undefined): Promise<void>;
  shut(name: string): Promise<void>;
  url(name: string): string | undefined;
  close(): Promise<void>;
}

export function createEdge(hosts: Map<string, string>): Edge {
  const listeners = new Map<string, Promise<Listener>>();
  return {
    async open(name, site) {
      const opening = listeners.get(name) ?? listen(appFor(name, { site, hosts }), 0);
      listeners.set(name, opening);
      hosts.set(name, (await opening).url);
    },
    async shut(name) {
      const listener = listeners.get(name);
      listeners.delete(name);
      hosts.delete(name);
      await (await listener)?.close();
    },
    url: (name) => hosts.get(name),
    async close() {
      for (const name of listeners.keys()) await this.shut(name);
    },
  };
}

interface EdgeParts {
  readonly site: () => Promise<Site> | undefined;
  readonly hosts: ReadonlyMap<string, string>;
}

function appFor(host: string, { site, hosts }: EdgeParts): Hono {
  const app = new Hono();
  app.onError((error) => failure(500, 'INTERNAL_UNEXPECTED_ERROR', error.message));
  app.all('*', async (context) => {
    const found = await site();
    if (found === undefined) {
      return failure(404, 'DEPLOYMENT_NOT_FOUND', 'The deployment could not be found on Vercel.');
    }
    return serveSite(found, context.req.raw, {
      host,
      proxy: (destination, request) => proxy(destination, request, { host, hosts }),
    });
  });
  return app;
}

/** Only names of the sandbox are reached: nothing leaves this machine. */
async function proxy(
  destination: URL,
  request: Request,
  { host, hosts }: { readonly host: string; readonly hosts: ReadonlyMap<string, string> },
): Promise<Response> {
  const local = hosts.get(destination.hostname);
  if (local === undefined) return unreachable(destination, 'no such name in the sandbox');
  const headers = new Headers(request.headers);
  for (const name of ['host', 'connection', 'accept-encoding']) headers.delete(name);
  headers.set('x-forwarded-host', host);
  headers.set('x-forwarded-for', '127.0.0.1');
  const body =
    request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
  try {
    const answer = await fetch(new URL(destination.pathname + destination.search, local), {
      method: request.method,
      headers,
      redirect: 'manual',
      ...(body && { body }),
    });
    const kept = new Headers(answer.headers);
    for (const name of [
      'content-encoding',
      'content-length',
      'transfer-encoding',
      'connection',
      'keep-alive',
    ]) {
      kept.delete(name);
    }
    return new Response(answer.body, { status: answer.status, headers: kept });
  } catch (error) {
    return unreachable(destination, error instanceof Error ? error.message : String(error));
  }
}

function unreachable(destination: URL, why: string): Response {
  return failure(502, 'ROUTER_EXTERNAL_TARGET_CONNECTION_ERROR', `${destination.hostname}: ${why}`);
}

function failure(status: number, code: string, message: string): Response {
  return new Response(`${message}\n\n${code}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-vercel-error': code },
  });
}
