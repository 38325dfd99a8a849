import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Runtime } from './runtime.ts';
import { answerJson, fallback } from './runtime.ts';

export interface Domain {
  readonly url: string;
  close(): Promise<void>;
}

/** Who answers a request now. A promise: a container that is about to be there. */
export type Route =
  | { readonly kind: 'runtime'; readonly runtime: Runtime | Promise<Runtime | undefined> }
  | { readonly kind: 'forced'; readonly status: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'crashed' };

export interface DomainOptions {
  readonly route: (path: string) => Route;
  /** After each request, whoever answered it. */
  readonly onAnswered: (answer: { readonly status: number; readonly ms: number }) => void;
}

/** The public address of a service: a loopback port whose requests go to the active deployment. */
export async function openDomain({ route, onAnswered }: DomainOptions): Promise<Domain> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    const began = performance.now();
    outgoing.once('finish', () =>
      onAnswered({ status: outgoing.statusCode, ms: Math.round(performance.now() - began) }),
    );
    const target = route(incoming.url?.split('?')[0] ?? '/');
    if (target.kind === 'forced') {
      answerJson(outgoing, target.status, { status: 'failing', forced: true });
      return;
    }
    if (target.kind === 'none') {
      answerJson(outgoing, 404, fallback(404, 'Application not found'));
      return;
    }
    if (target.kind === 'crashed') {
      answerJson(outgoing, 502, fallback(502, 'Application failed to respond'));
      return;
    }
    void Promise.resolve(target.runtime).then((runtime) => {
      if (runtime === undefined) answerJson(outgoing, 502, fallback(502, 'Application failed to respond'));
      else runtime.serve(incoming, outgoing);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
