import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, vi } from 'vitest';
import { freePort } from '../../../sandbox/free-port.ts';

it('a port that somebody listens on is passed over', async () => {
  const port = await freePort();
  const listener = createServer().listen(port, '127.0.0.1');
  await once(listener, 'listening');
  vi.resetModules();
  const { freePort: another } = await import('../../../sandbox/free-port.ts');
  const dice = vi.spyOn(Math, 'random').mockReturnValueOnce((port - 20_000 + 0.5) / 12_000);
  try {
    expect(await another()).not.toBe(port);
    expect(dice.mock.calls.length).toBeGreaterThan(1);
  } finally {
    dice.mockRestore();
    listener.close();
  }
});
