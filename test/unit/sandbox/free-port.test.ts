import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../../sandbox/free-port.ts';

/** The first port that is looked at. */
function firstLookAt(port: number) {
  const dice = vi.spyOn(Math, 'random').mockReturnValueOnce((port - 20_000 + 0.5) / 12_000);
  onTestFinished(() => dice.mockRestore());
  return dice;
}

it('a port that somebody listens on is passed over', async () => {
  const listener = createServer();
  onTestFinished(() => void listener.close());
  const taken = await listenWithin(listener);
  const dice = firstLookAt(taken);
  expect(await freePort()).not.toBe(taken);
  expect(dice.mock.calls.length).toBeGreaterThan(1);
});

it('a port that was given away a moment ago is passed over, although nobody listens on it yet', async () => {
  const given = await freePort();
  const dice = firstLookAt(given);
  expect(await freePort()).not.toBe(given);
  expect(dice.mock.calls.length).toBeGreaterThan(1);
});

async function listenWithin(listener: ReturnType<typeof createServer>): Promise<number> {
  for (let port = 20_000; ; port += 1) {
    listener.listen(port, '127.0.0.1');
    const done = await Promise.race([
      once(listener, 'listening').then(() => true),
      once(listener, 'error').then(() => false),
    ]);
    if (done) return port;
  }
}
