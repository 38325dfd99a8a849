import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { keepConnected } from '../../src/store/keep-connected.ts';
import { eventually } from '../support/eventually.ts';
import { startRedis } from '../support/redis-server.ts';

describe('a subscription', () => {
  it('is made again at the next node when the one that it was made at is gone', async () => {
    const [first, second] = [await startRedis(), await startRedis()];
    const heard: string[] = [];
    const listening = keepConnected([first.url, second.url], {
      async begin(redis) {
        redis.on('message', (_, said: string) => heard.push(said));
        await redis.subscribe('news');
      },
      failed: () => undefined,
    });
    const say = async (url: string, news: string) => {
      const redis = new Redis(url);
      await eventually(async () => ((await redis.publish('news', news)) === 1 ? true : undefined), {
        what: `somebody to hear of ${news}`,
        withinMs: 10_000,
      });
      redis.disconnect();
    };
    await say(first.url, 'one');
    await first.stop();
    await say(second.url, 'two');
    await eventually(async () => (heard.length === 2 ? true : undefined), { what: 'both', withinMs: 5_000 });
    expect(heard).toEqual(['one', 'two']);
    listening.close();
    await second.stop();
  });

  it('opens one connection a second at most while no node answers', async () => {
    const at: number[] = [];
    const server = createServer((socket) => {
      at.push(performance.now());
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const listening = keepConnected([url, url, url], {
      begin: () => Promise.reject(new Error('never connected')),
      failed: () => undefined,
    });
    await eventually(async () => (at.length >= 4 ? true : undefined), {
      what: 'four tries',
      withinMs: 15_000,
    });
    listening.close();
    server.close();
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(900);
  });
});
