import { once } from 'node:events';
import { createServer } from 'node:net';

/*
 * Below the range from which systems hand out ports by themselves (32768 and up on Linux), so that nobody is given the
 * port between the look and its use.
 */
const lowest = 20_000;
const highest = 32_000;
/** By this process: what was started on it may not listen yet. */
const given = new Set<number>();

/** A port of this machine that nobody listens on now, for a process that is still to start. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.listen(port, '127.0.0.1');
  if (!(await listening)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
