import { startBot } from './bot.ts';
import type { Bot } from './bot.ts';
import { botEnvironment, webhookTargets } from './bot-environment.ts';
import { writeConfig } from './config-file.ts';
import { freePort } from './free-port.ts';
import { createControl } from './kernel/control.ts';
import { createKernel } from './kernel/kernel.ts';
import { listen } from './kernel/listen.ts';
import type { SandboxService, ServiceName } from './kernel/contract.ts';
import type { SettingsChange } from './kernel/settings.ts';
import { ensureProgram } from './prerequisites.ts';
import { startRedis } from './redis.ts';
import { createSeed } from './seed/history.ts';
import { createServices } from './services.ts';
import { readSlashCommands } from './slash-commands.ts';

export interface SandboxOptions {
  /** Of the page and its calls; 0: a free one. */
  readonly port?: number;
  /** Of the ids. */
  readonly seed?: string;
  /** Other than the defaults, from the start. */
  readonly settings?: SettingsChange;
  /** Where the run keeps its files; emptied at the end. Default: a new one under `.sandbox/`. */
  readonly directory?: string;
  /** `none`: the caller starts the bot, with `botEnvironment`. */
  readonly bot?: 'none' | 'process';
  /** On top of the bot's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** One that runs already. Default: `REDIS_URL`, else a private one. */
  readonly redisUrl?: string;
  readonly onBotLine?: (line: string) => void;
}

export interface Sandbox {
  /** Of the page, and of every call in docs/sandbox.md. */
  readonly url: string;
  readonly urls: Readonly<Record<ServiceName | 'page' | 'bot' | 'redis', string>>;
  readonly botEnvironment: Readonly<Record<string, string>>;
  readonly configFile: string;
  readonly bot: Bot | undefined;
  /** Resolves when everything that is live at the start answers. */
  readonly settled: Promise<void>;
  /** Ends every process and deletes every file of this run. */
  stop(): Promise<void>;
}

/** Starts everything; what had started is ended again where something fails. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const opened: Closable[] = [];
  const stop = stopper(opened);
  try {
    return await start(options, { opened, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Closable {
  close(): Promise<void>;
}

interface Run {
  readonly opened: Closable[];
  readonly stop: () => Promise<void>;
}

async function start(options: SandboxOptions, { opened, stop }: Run): Promise<Sandbox> {
  const open = <T extends Closable>(part: T): T => {
    opened.push(part);
    return part;
  };
  const botUrl = `http://127.0.0.1:${await freePort()}`;
  const webhooks = webhookTargets(botUrl);
  const kernel = open(createKernel({ ...pick(options, 'seed', 'directory', 'settings'), webhooks }));
  const seed = createSeed();
  const environment = options.redisUrl === undefined ? process.env : { REDIS_URL: options.redisUrl };
  // Before Redis, which may have to be installed too: apt-get does one thing at a time.
  await ensureProgram('git', process.env);
  const [redis, commands] = await Promise.all([
    startRedis(kernel.directory, { ...process.env, ...environment }).then(open),
    readSlashCommands(),
  ]);
  const services = await createServices(kernel, { seed, commands, botUrl, opened: open });
  const urls = await listenAll(services.all, open);
  const control = createControl({ kernel, services: services.all, controls: services.controls });
  const page = open(await listen(control, options.port ?? 0));

  const configFile = await writeConfig({
    directory: kernel.directory,
    hosts: kernel.hosts,
    s3: urls.s3,
    seed,
    slackUsers: services.slackUsers(),
  });
  const everyUrl = { ...urls, page: page.url, bot: botUrl, redis: redis.url };
  const botsEnvironment = { ...botEnvironment(everyUrl, configFile), ...options.env };
  const bot =
    options.bot === 'none'
      ? undefined
      : open(
          await startBot({
            url: botUrl,
            environment: botsEnvironment,
            ...(options.onBotLine && { onLine: options.onBotLine }),
          }),
        );
  const settled = services.settled();
  // Whoever does not wait for it must not be ended by its failure.
  settled.catch(() => undefined);
  return { url: page.url, urls: everyUrl, botEnvironment: botsEnvironment, configFile, bot, settled, stop };
}

async function listenAll(
  services: readonly SandboxService[],
  open: <T extends Closable>(part: T) => T,
): Promise<Record<ServiceName, string>> {
  const urls = await Promise.all(
    services.map(async ({ name, app }) => [name, open(await listen(app, 0)).url] as const),
  );
  return Object.fromEntries(urls) as Record<ServiceName, string>;
}

/** In the reverse order of their start; one that fails does not keep the others alive. */
function stopper(opened: readonly Closable[]): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const failures: unknown[] = [];
    for (const part of opened.toReversed()) {
      await part.close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Parts of the sandbox did not end well.');
  };
  return () => (stopped ??= stop());
}

function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]),
  ) as Pick<T, K>;
}
