import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { createLastLines } from './last-lines.ts';
import { ensureProgram, prerequisites } from './prerequisites.ts';
import { spawnTied } from './processes/tied-process.ts';
import { quoteWords } from './shell.ts';
import { waitUntil } from './wait-until.ts';

export interface RedisServer {
  readonly url: string;
  close(): Promise<void>;
}

/** One of its own, as the bot wants it; where `REDIS_URL` is set, that one, which is left alone at the end. */
export async function startRedis(directory: string, env: NodeJS.ProcessEnv): Promise<RedisServer> {
  const { redisCommand } = await prerequisites();
  const found = await ensureProgram('redis', env);
  if (found.via === 'url') return { url: found.url, close: async () => undefined };

  const port = await freePort();
  const data = join(directory, 'redis');
  await mkdir(data, { recursive: true });
  // Inside Docker the data lies in the container, and the published port is the one that is bound to loopback.
  const place = found.via === 'docker' ? [] : ['--bind', '127.0.0.1', '--dir', data];
  const options = [...place, ...durability];
  const run = redisCommand(found, { port, options });
  if (!run) throw new Error('There is no command that starts Redis.');
  const lines = createLastLines();
  const server = spawnTied(`exec ${quoteWords([run.command, ...run.arguments])}`, {
    cwd: data,
    env: { PATH: env['PATH'] ?? '' },
    onLine: lines.add,
  });
  const url = `redis://127.0.0.1:${port}`;
  try {
    await waitUntil(() => answersPing(port), {
      deadlineMs: 20_000,
      what: 'Redis to answer',
      unless: server.exited.then(() => `Redis ended: ${lines.text()}`),
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, close: () => server.stop(5000) };
}

const durability = [
  '--appendonly',
  'yes',
  '--appendfsync',
  'everysec',
  '--save',
  '',
  '--maxmemory-policy',
  'noeviction',
];

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
