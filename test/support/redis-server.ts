import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../sandbox/free-port.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** As `kill -9`: what it had not written is gone. */
  kill(): Promise<void>;
  /** Its connections stay, and nothing is answered. */
  freeze(): void;
  /** On the same port, from what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Default: the `redis-server` on PATH. */
  readonly program?: string;
  /** On top of what the bot asks for. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** What is synced at every write waits for no disk there, and outlives the server all the same. */
const memory = '/dev/shm';

/** A Redis of the test's own, durable as the bot wants it. */
export async function startRedis({
  program = 'redis-server',
  settings,
}: ServerOptions = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(existsSync(memory) ? memory : tmpdir(), 'cabeceo-redis-'));
  const port = await freePort();
  const durable = {
    dir: directory,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
  };
  const all = Object.entries({ port, bind: '127.0.0.1', ...durable, ...settings });
  const words = all.flatMap(([name, value]) => [`--${name}`, String(value)]);
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  // Where a test runs out of time, nobody stops its servers.
  const killAtExit = () => void server?.kill('SIGKILL');
  process.once('exit', killAtExit);
  const stop = async () => {
    await kill();
    process.off('exit', killAtExit);
    // What it forked may still write.
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  const restart = async () => {
    await kill();
    server = spawn(program, words, { stdio: 'ignore' });
    await answersPing(url, server);
  };
  try {
    await restart();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, kill, freeze: () => void server?.kill('SIGSTOP'), restart, stop };
}

async function answersPing(url: string, server: ChildProcess): Promise<void> {
  const probe = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  probe.on('error', () => undefined);
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`${server.spawnfile} ended with ${code} instead of answering at ${url}`);
  });
  try {
    await Promise.race([probe.ping(), ended]);
  } finally {
    probe.disconnect();
  }
}
