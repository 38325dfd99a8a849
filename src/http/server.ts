import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface Log {
  debug(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

/** The HTTP side of a process that does not listen to Slack by HTTP. */
export async function startServer(
  port: number,
  routes: readonly Route[],
  log: Log,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    // Not parsed as a URL: a request for `//` would throw.
    const [path] = (request.url ?? '/').split('?');
    const route = routes.find((each) => each.path === path && each.method === request.method);
    if (route) serve(route, log)(request, response);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
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

/** Answers by the route; what it throws ends this request only. */
export function serve(route: Route, log: Log): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    route.handle(request, response).catch((error: unknown) => {
      log.error({ path: route.path, err: error }, 'a request was not handled');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
}
