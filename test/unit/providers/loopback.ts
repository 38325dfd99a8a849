import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProviders, type ProviderSettings } from '../../../src/providers/registry.ts';

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: unknown;
}

export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'drop'
  | 'hang';

export interface Loopback {
  readonly url: string;
  readonly requests: readonly Recorded[];
  close(): Promise<void>;
}

/** A local server that answers as told and keeps what was asked. */
export async function startLoopback(
  answer: (request: Recorded) => Answer | Promise<Answer>,
): Promise<Loopback> {
  const requests: Recorded[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await record(incoming);
    requests.push(request);
    const given = await answer(request);
    if (given === 'hang') return;
    if (given === 'drop') {
      incoming.socket.destroy();
      return;
    }
    const { status, body, headers } = given;
    const raw = Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(raw);
  };
  const server = createServer((incoming, response) => void handle(incoming, response));
  // Idle connections are the client's to end: a request that meets our end of its connection is lost.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function record(incoming: IncomingMessage): Promise<Recorded> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(incoming.url ?? '/', 'http://any');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    text,
    body: parse(text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function providersAt(url: string, overrides: Partial<ProviderSettings> = {}) {
  return createProviders({
    github: { apiUrl: url, auth: { kind: 'token', token: 'ghp_planted000000000000' } },
    vercel: { apiUrl: url, token: 'planted-vercel-token' },
    railway: { apiUrl: `${url}/graphql/v2`, token: 'planted-railway-token' },
    neon: { apiUrl: `${url}/api/v2`, apiKey: 'planted-neon-key' },
    userAgent: 'cabeceo-test',
    timeoutMs: 10_000,
    transferMs: 4_000,
    ...overrides,
  });
}
