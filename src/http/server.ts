import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Route {
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** The HTTP side of a process that does not listen to Slack. */
export async function startServer(
  port: number,
  routes: readonly Route[],
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const route = routes.find((each) => each.path === path);
    if (route && request.method === 'GET') return void route.handle(request, response);
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
  });
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
}
