import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { parseDocument } from 'yaml';
import { freePort } from '../sandbox/free-port.ts';
import type { JournalEntry, ServiceName } from '../sandbox/kernel/contract.ts';
import { repositoryRoot } from '../sandbox/kernel/root.ts';
import { spawnTied, type TiedProcess } from '../sandbox/processes/tied-process.ts';
import { quoteWords } from '../sandbox/shell.ts';
import { readSettings, type Settings } from '../src/config/env.ts';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';

type Environment = Readonly<Record<string, string>>;

export interface Stage {
  readonly redis: Redis;
  /** What a bot's processes are given. */
  readonly settings: Settings;
  /** The sandbox's own `cabeceo.yml`: with migrations, which bots are otherwise started without. */
  readonly configWithMigrations: string;
  /** A call of docs/sandbox.md. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** What a local service was asked since then, oldest first. */
  requests(service: ServiceName, since: number): Promise<readonly JournalEntry[]>;
  startBot(role: 'all' | 'web' | 'worker', env?: Environment): Promise<MeasuredProcess>;
  /** A bare Bolt app: acknowledges, keeps the command in Redis before or posts a message after where it is told to. */
  startBolt(does: 'ack' | 'keep' | 'post'): Promise<MeasuredProcess>;
  /** One of this folder, in the environment of the bot. */
  startWorker(name: 'instant-worker' | 'no-op-worker', env?: Environment): Promise<MeasuredProcess>;
  /** Forgets what bots have kept; none may run. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

interface Started {
  readonly url: string;
  readonly configFile: string;
  readonly urls: { readonly redis: string; readonly bot: string };
  readonly botEnvironment: Environment;
}

/** The connections of the bench itself, told from those that are measured. */
export const connectionName = 'bench';

/** The sandbox as a process of its own, with a Redis of its own. Nothing of it outlives this process. */
export async function openStage(): Promise<Stage> {
  const { started, sandbox } = await startSandbox();
  const redis = new Redis(started.urls.redis, { connectionName, maxRetriesPerRequest: null });
  const plainConfig = await withoutMigrations(started.configFile);
  const environment = { ...started.botEnvironment, CABECEO_CONFIG: plainConfig };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(started.url + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  const start = (entry: string, url: string, env: Environment = {}) =>
    startMeasured({ entry, url, env: { ...environment, ...env } });
  const anywhere = async () => `http://127.0.0.1:${await freePort()}`;
  return {
    redis,
    settings: readSettings(environment),
    configWithMigrations: started.configFile,
    call,
    requests: (service, since) => call('GET', `/_sandbox/requests?service=${service}&since=${since}`),
    async startBot(role, env) {
      // The sandbox's Slack sends what people do to one address.
      const url = role === 'worker' ? await anywhere() : started.urls.bot;
      return start('src/main.js', url, { ...env, ROLE: role });
    },
    startBolt: async (does) => start('bench/bolt-app.js', await anywhere(), { BOLT_DOES: does }),
    startWorker: async (name, env) => start(`bench/${name}.js`, await anywhere(), env),
    empty: async () => void (await redis.flushall()),
    async stop() {
      redis.disconnect();
      await sandbox.stop(20_000);
    },
  };
}

/** What a Postgres takes to answer is no platform's delay that was set, and would be counted as the bot's. */
async function withoutMigrations(configFile: string): Promise<string> {
  const config = parseDocument(await readFile(configFile, 'utf8'));
  config.deleteIn(['apps', 'mundo-tango', 'environments', 'production', 'database', 'migrations']);
  const plain = join(dirname(configFile), 'without-migrations.yml');
  await writeFile(plain, config.toString());
  return plain;
}

async function startSandbox(): Promise<{ readonly started: Started; readonly sandbox: TiedProcess }> {
  const file = join(repositoryRoot(), 'dist/sandbox/main.js');
  const command = quoteWords([process.execPath, file, '--port', '0', '--no-bot', '--json']);
  let says: (line: string) => void = () => undefined;
  const sandbox = spawnTied(`exec ${command}`, {
    cwd: repositoryRoot(),
    // A Redis of somebody else's must not be emptied.
    env: { ...environmentOfThis(), REDIS_URL: '' },
    onLine: (line) => says(line),
  });
  const started = await new Promise<Started>((resolve, reject) => {
    says = (line) => {
      if (line.startsWith('{"url"')) resolve(JSON.parse(line) as Started);
      else process.stderr.write(`sandbox: ${line}\n`);
    };
    void sandbox.exited.then(() => reject(new Error('The sandbox ended before it was up.')));
  });
  return { started, sandbox };
}

function environmentOfThis(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
