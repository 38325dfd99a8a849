import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './kernel/root.ts';
import { createLastLines } from './last-lines.ts';
import { spawnTied } from './processes/tied-process.ts';
import { quoteWords } from './shell.ts';
import { waitUntil } from './wait-until.ts';

export interface Bot {
  readonly url: string;
  /** What it logged last. */
  lastLines(): string;
  /** Resolves when it ended by itself; never where `close` ended it. */
  readonly died: Promise<void>;
  close(): Promise<void>;
}

export interface BotOptions {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  /** One call per line that the bot writes. */
  readonly onLine?: (line: string) => void;
}

const deadlineMs = 30_000;

/** The compiled bot as its own process, unchanged; resolves when its `/health` is well. */
export async function startBot({ url, environment, onLine }: BotOptions): Promise<Bot> {
  const entry = join(repositoryRoot(), 'dist/src/main.js');
  if (!existsSync(entry))
    throw new Error(`The bot is not built: ${entry} does not exist. Run \`npm run build\`.`);
  const lines = createLastLines();
  const bot = spawnTied(`exec ${quoteWords([process.execPath, '--enable-source-maps', entry])}`, {
    cwd: repositoryRoot(),
    env: environment,
    onLine(line) {
      lines.add(line);
      onLine?.(line);
    },
  });
  try {
    await waitUntil(() => isHealthy(url), {
      deadlineMs,
      what: `the bot's ${url}/health to be well`,
      unless: bot.exited.then(({ code, signal }) => `The bot ended with ${signal ?? code}.`),
    });
  } catch (error) {
    await bot.stop();
    throw new Error(`The bot did not come up. Its last lines:\n${lines.text()}`, { cause: error });
  }
  let closing = false;
  return {
    url,
    lastLines: lines.text,
    died: new Promise((resolve) => {
      void bot.exited.then(() => closing || resolve());
    }),
    close() {
      closing = true;
      return bot.stop(10_000);
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
