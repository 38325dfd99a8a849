import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServer } from '../../../src/http/server.ts';

const errors: object[] = [];
const log = {
  debug: () => undefined,
  warn: () => undefined,
  error: (facts: object) => void errors.push(facts),
};
let server: Awaited<ReturnType<typeof startServer>>;

beforeEach(async () => {
  const routes = [
    {
      method: 'GET',
      path: '/health',
      handle: async (_request, response) => void response.end('well'),
    },
    {
      method: 'POST',
      path: '/broken',
      handle: async () => {
        throw new Error('a bug');
      },
    },
  ] satisfies Parameters<typeof startServer>[1];
  server = await startServer(0, routes, log);
});
afterEach(() => server.close());

/** The first line of the answer to a request that no client library would send. */
async function ask(line: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const [data] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return data.toString().split('\r\n')[0] ?? '';
}

it.each([
  ['GET /health', 200],
  ['GET /health?verbose=1', 200],
  ['POST /health', 404],
  ['GET /elsewhere', 404],
  ['GET //', 404],
  ['GET /%', 404],
  ['GET http://[/', 404],
  ['POST /broken', 500],
])('answers %s with %i', async (line, status) => {
  expect(await ask(line)).toContain(` ${status} `);
  expect(await ask('GET /health')).toContain(' 200 ');
});

it('logs what a route throws', async () => {
  errors.length = 0;
  await ask('POST /broken');
  expect(errors).toMatchObject([{ path: '/broken', err: { message: 'a bug' } }]);
});
