import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { freePort } from '../../sandbox/free-port.ts';
import { eventually } from './eventually.ts';
import type { Element, JournalLine, SandboxState, SlackMessage } from './sandbox-state.ts';

export type { JournalLine, SandboxState, SlackMessage } from './sandbox-state.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Instant platforms: what a test waits for is the bot. */
export const quickPlatforms = {
  vercel: { queueMs: 0, buildMs: 150, promoteMs: 50, realBuilds: false },
  railway: { queueMs: 0, buildMs: 100, deployMs: 100, realBuilds: false },
  neon: { operationMs: 50 },
};

export interface WorldOptions {
  readonly settings?: object;
  /** What is live at the start is built and run, and has its tables, whatever the settings say of later builds. */
  readonly liveIsBuilt?: true;
  /** On top of the bot's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** On top of the sandbox's own environment. */
  readonly sandboxEnv?: Readonly<Record<string, string>>;
  /** `none`: the test starts its bots itself. */
  readonly bot?: 'none';
  /** Changes the configuration file before the bot reads it. */
  readonly configure?: (config: Configuration) => void;
  /** The Redis of the test instead of one of the sandbox's. */
  readonly redisUrl?: string;
}

/** The parts of cabeceo.yml that tests change. */
export interface Configuration {
  readonly apps: {
    readonly 'mundo-tango': { readonly environments: Record<string, EnvironmentConfig> };
  };
}

interface EnvironmentConfig {
  policy?: Record<string, unknown>;
  database?: Record<string, unknown>;
}

/** Bot and sandbox as processes; everything over HTTP. */
export class World {
  readonly url: string;
  readonly botEnvironment: Readonly<Record<string, string>>;
  readonly botLines: string[] = [];
  readonly #sandbox: ChildProcess;
  readonly #bots: ChildProcess[] = [];
  readonly #known = new Map<keyof SandboxState, { readonly tag: string; readonly state: object }>();

  private constructor(
    started: { url: string; botEnvironment: Record<string, string> },
    sandbox: ChildProcess,
  ) {
    this.url = started.url;
    this.botEnvironment = started.botEnvironment;
    this.#sandbox = sandbox;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const settings = options.settings ?? quickPlatforms;
    const atStart = options.liveIsBuilt ? {} : settings;
    const flags = ['--port', '0', '--no-bot', '--json', '--settings', JSON.stringify(atStart)];
    const sandbox = spawn(process.execPath, [join(root, 'dist/sandbox/main.js'), ...flags], {
      cwd: root,
      env: { ...process.env, REDIS_URL: options.redisUrl ?? '', ...options.sandboxEnv },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const started = await firstJsonLine(sandbox);
    const world = new World(
      { ...started, botEnvironment: { ...started.botEnvironment, ...options.env } },
      sandbox,
    );
    try {
      await world.call('PUT', '/_sandbox/settings', settings);
      await changeConfig(started.configFile, (config) => {
        for (const environment of environmentsOf(config)) {
          environment.policy = { ...environment.policy, ...unwatched };
          // A copy of a Postgres takes seconds: stories of migrations ask for it.
          delete environment.database?.['migrations'];
        }
        options.configure?.(config);
        for (const environment of environmentsOf(config))
          environment.policy = { ...unwatched, ...environment.policy };
      });
      if (options.bot !== 'none') await world.startBot();
    } catch (error) {
      await world.stop();
      throw error;
    }
    return world;
  }

  async startBot(env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
    const bot = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/src/main.js')], {
      env: { ...this.botEnvironment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [bot.stdout, bot.stderr] as const) {
      createInterface({ input: stream }).on('line', (line) => this.botLines.push(line));
    }
    this.#bots.push(bot);
    const health = `http://127.0.0.1:${env['PORT'] ?? this.botEnvironment['PORT']}/health`;
    await eventually(
      async () => {
        if (bot.exitCode !== null) throw new Error(`the bot ended:\n${this.botLines.slice(-10).join('\n')}`);
        return (await fetch(health).catch(() => undefined))?.ok || undefined;
      },
      { what: 'the bot to be healthy', withinMs: 30_000 },
    );
    return bot;
  }

  /** One more process of the same bot, on a port of its own. */
  async startAnotherBot(
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; readonly process: ChildProcess }> {
    const port = await freePort();
    return { url: `http://127.0.0.1:${port}`, process: await this.startBot({ ...env, PORT: String(port) }) };
  }

  /** The newest, unless said otherwise. */
  async stopBot(signal: NodeJS.Signals = 'SIGTERM', bot = this.#bots.at(-1)): Promise<void> {
    if (!bot || bot.exitCode !== null || bot.signalCode !== null) return;
    const exited = once(bot, 'exit');
    bot.kill(signal);
    await exited;
  }

  async stop(): Promise<void> {
    for (const bot of this.#bots) await this.stopBot('SIGKILL', bot);
    if (this.#sandbox.exitCode !== null || this.#sandbox.signalCode !== null) return;
    const exited = once(this.#sandbox, 'exit');
    this.#sandbox.kill('SIGTERM');
    await exited;
  }

  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  state(): Promise<SandboxState> {
    return this.call('GET', '/_sandbox/state');
  }

  /** What one service holds; only what has changed since it was asked last is sent again. */
  async holds<Name extends keyof SandboxState>(service: Name): Promise<SandboxState[Name]> {
    const known = this.#known.get(service);
    const answer = await fetch(`${this.url}/_sandbox/state/${service}`, {
      headers: known ? { 'if-none-match': known.tag } : {},
    });
    if (answer.status === 304 && known) return known.state as SandboxState[Name];
    if (!answer.ok) throw new Error(`the state of ${service} was answered with ${answer.status}`);
    const state = (await answer.json()) as SandboxState[Name];
    this.#known.set(service, { tag: answer.headers.get('etag') ?? '', state });
    return state;
  }

  requests(service: string): Promise<readonly JournalLine[]> {
    return this.call('GET', `/_sandbox/requests?service=${service}&since=0`);
  }

  fault(fault: object): Promise<unknown> {
    return this.call('POST', '/_sandbox/faults', fault);
  }

  /** What a person types. Answers what the ack told them, if anything. */
  async type(user: string, text: string, channel = 'C0DEPLOYS'): Promise<string> {
    const before = await this.messages(channel);
    const { status } = await this.call<{ status: number }>('POST', '/_sandbox/slack/command', {
      user,
      channel,
      text,
    });
    if (status !== 200) throw new Error(`the command was answered with ${status}`);
    const known = new Set(before.map(({ ts }) => ts));
    const told = (await this.messages(channel)).filter(
      ({ ts, visibleTo }) => !known.has(ts) && visibleTo === user,
    );
    return told.map((message) => message.text).join('\n');
  }

  async messages(channel = 'C0DEPLOYS'): Promise<readonly SlackMessage[]> {
    const { channels } = await this.holds('slack');
    return channels.find(({ id }) => id === channel)?.messages ?? [];
  }

  /** The bot's root messages, oldest first. */
  async cards(channel = 'C0DEPLOYS'): Promise<readonly SlackMessage[]> {
    const messages = await this.messages(channel);
    return messages.filter(
      ({ user, threadTs, ts, visibleTo }) =>
        user === 'U0CABECEO' && (!threadTs || threadTs === ts) && !visibleTo,
    );
  }

  async thread(card: SlackMessage, channel = 'C0DEPLOYS'): Promise<readonly string[]> {
    const messages = await this.messages(channel);
    return messages
      .filter(({ threadTs, ts }) => threadTs === card.ts && ts !== card.ts)
      .map(({ text }) => text);
  }

  /** The thread, once it tells what is wanted: a card is shown before the lines that wait. */
  async told(
    card: SlackMessage,
    wanted: RegExp,
    { channel = 'C0DEPLOYS', withinMs = 20_000 } = {},
  ): Promise<readonly string[]> {
    return eventually(
      async () => {
        const thread = await this.thread(card, channel);
        return thread.some((text) => wanted.test(text)) ? thread : undefined;
      },
      {
        what: `the thread to say ${wanted}`,
        withinMs,
        found: async () => JSON.stringify(await this.thread(card, channel)),
      },
    );
  }

  /** Types it, and waits for the card of its own. */
  async ask(user: string, text: string, wanted: RegExp, withinMs = 20_000): Promise<SlackMessage> {
    const known = (await this.cards()).length;
    await this.type(user, text);
    return this.card(wanted, withinMs, known);
  }

  /** The newest card, once its text matches and it is not among the first `known`. */
  async card(wanted: RegExp, withinMs = 20_000, known = 0): Promise<SlackMessage> {
    return eventually(
      async () => {
        const card = (await this.cards()).slice(known).at(-1);
        return card && wanted.test(card.text) ? card : undefined;
      },
      {
        what: `a card that says ${wanted}`,
        withinMs,
        found: async () =>
          JSON.stringify((await this.cards()).map(({ text }) => text)) +
          `\n${this.botLines.slice(-15).join('\n')}`,
      },
    );
  }

  buttons(card: SlackMessage): readonly string[] {
    return elementsOf(card).flatMap(({ text, type }) => (type === 'button' && text ? [text.text] : []));
  }

  /** Presses the button that says `label` on the card as it is now. */
  async press(user: string, card: SlackMessage, label: string, options: object = {}): Promise<void> {
    const button = elementsOf(card).find(({ text }) => text?.text.startsWith(label));
    if (!button) throw new Error(`the card has no button ${label}: ${this.buttons(card).join(', ')}`);
    const { action_id: actionId, value } = button;
    await this.call('POST', '/_sandbox/slack/click', {
      user,
      channel: 'C0DEPLOYS',
      ts: card.ts,
      actionId,
      value,
      ...options,
    });
  }

  /** What only this person was told after `since` (a count of such messages). */
  async whispers(user: string): Promise<readonly string[]> {
    return (await this.messages()).filter(({ visibleTo }) => visibleTo === user).map(({ text }) => text);
  }

  async whisper(user: string, wanted: RegExp): Promise<string> {
    return eventually(async () => (await this.whispers(user)).find((text) => wanted.test(text)), {
      what: `${user} to be told ${wanted}`,
      withinMs: 10_000,
      found: async () => JSON.stringify(await this.whispers(user)),
    });
  }

  /** The newest message for this person's eyes only, in the channel or from the bot directly, that says it. */
  async toldPrivately(user: string, wanted: RegExp): Promise<SlackMessage & { readonly channel: string }> {
    return eventually(
      async () => {
        const { channels } = await this.holds('slack');
        const theirs = channels.flatMap(({ id, kind, members, messages }) =>
          messages
            .filter(({ visibleTo }) => (kind === 'im' ? members.includes(user) : visibleTo === user))
            .map((message) => ({ ...message, channel: id })),
        );
        return theirs.findLast(({ text }) => wanted.test(text));
      },
      { what: `${user} to be told ${wanted}`, withinMs: 15_000, found: async () => this.#lastLines() },
    );
  }

  #lastLines(): string {
    return this.botLines.slice(-15).join('\n');
  }

  /** The commit that people get. */
  async served(environment: 'production' | 'development'): Promise<{ frontend: string; backend: string }> {
    const [vercel, railway] = [await this.holds('vercel'), await this.holds('railway')];
    const domain = environment === 'production' ? 'mundo-tango.example' : 'dev.mundo-tango.example';
    const frontend = vercel.projects.flatMap(({ domains }) => domains).find((one) => one.domain === domain);
    const backend = railway.environments.find(({ name }) => name === environment)?.services[0];
    if (!frontend || !backend) throw new Error(`nothing serves ${environment}`);
    const version = (await (await fetch(`${frontend.url}/version.json`)).json()) as { commit: string };
    const health = (await (await fetch(`${backend.url}/health`)).json()) as { version: string };
    return { frontend: version.commit, backend: health.version };
  }

  /** Adds a green commit; answers its SHA. */
  async commit(
    branch: string,
    message: string,
    author?: { readonly name: string; readonly email: string },
  ): Promise<string> {
    const files = { 'notes.md': `${message} ${Date.now()}\n` };
    const checks = ['lint', 'types', 'e2e-tests', 'build'].map((name) => ({
      name,
      status: 'completed',
      conclusion: 'success',
    }));
    const { sha } = await this.call<{ sha: string }>('POST', '/_sandbox/github/commit', {
      branch,
      message,
      files,
      checks,
      ...(author && { author }),
    });
    return sha;
  }
}

function elementsOf(card: SlackMessage): readonly Element[] {
  return card.blocks.flatMap(({ type, elements }) => (type === 'actions' ? (elements ?? []) : []));
}

async function firstJsonLine(child: ChildProcess) {
  const lines = createInterface({ input: child.stdout as Readable });
  for await (const line of lines) {
    if (line.startsWith('{'))
      return JSON.parse(line) as { url: string; configFile: string; botEnvironment: Record<string, string> };
  }
  throw new Error('the sandbox ended before it was up');
}

/** A test that makes things go wrong after a deploy means to see them so, unless it says how long to watch. */
const unwatched = { watch: { for: '0s' } };

function environmentsOf({ apps }: Configuration) {
  return Object.values(apps['mundo-tango'].environments);
}

async function changeConfig(file: string, change: (config: Configuration) => void): Promise<void> {
  const config = parse(await readFile(file, 'utf8')) as Configuration;
  change(config);
  await writeFile(file, stringify(config));
}
