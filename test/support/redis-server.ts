import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../sandbox/free-port.ts';

export interface RedisServer {
  readonly url: string;
  /** As `kill -9`: what it had not written is gone. */
  kill(): Promise<void>;
  /** On the same port, from what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of the test's own, durable as the bot wants it. */
export async function startRedis(): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), 'cabeceo-redis-'));
  const port = await freePort();
  const settings = { port, dir: directory, save: '', appendonly: 'yes', 'maxmemory-policy': 'noeviction' };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const url = `redis://127.0.0.1:${port}`;
  let server = spawn('redis-server', words, { stdio: 'ignore' });
  await answersPing(url);

  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  return {
    url,
    kill,
    async restart() {
      await kill();
      server = spawn('redis-server', words, { stdio: 'ignore' });
      await answersPing(url);
    },
    async stop() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answersPing(url: string): Promise<void> {
  const probe = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  probe.on('error', () => undefined);
  await probe.ping();
  probe.disconnect();
}
