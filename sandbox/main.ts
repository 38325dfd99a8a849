import { parseArgs } from 'node:util';
import { settingsChangeSchema } from './kernel/settings.ts';
import { startSandbox } from './start.ts';
import type { Sandbox, SandboxOptions } from './start.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const usage = `npm run sandbox -- [options]
  --port <number>   of the page; 0 takes a free one (default 4400)
  --no-bot          starts everything but the bot
  --bot-log         prints what the bot logs
  --settings <json> durations and switches from the start: {"railway": {"buildMs": 100}}
  --json            prints one line of JSON when all is up: {url, urls, botEnvironment, configFile, pid}`;

await main();

async function main(): Promise<void> {
  const wanted = readArguments();
  if (wanted === undefined) return;
  const began = performance.now();
  try {
    const starting = startSandbox(wanted.options);
    stopOnSignals(starting);
    const sandbox = await starting;
    console.log(wanted.json ? machineLine(sandbox) : greeting(sandbox, performance.now() - began));
    void sandbox.bot?.died.then(() => {
      console.error(`The bot ended by itself. Its last lines:\n${sandbox.bot?.lastLines() ?? ''}`);
    });
  } catch (error) {
    console.error(`The sandbox could not start. ${describe(error, wanted.options)}`);
    process.exitCode = 1;
  }
}

function readArguments(): { readonly options: SandboxOptions; readonly json: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4400' },
        'no-bot': { type: 'boolean', default: false },
        'bot-log': { type: 'boolean', default: false },
        settings: { type: 'string', default: '{}' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new Error(`--port: found ${values.port}, expected a number from 0 to 65535`);
    }
    if (values.help) {
      console.log(usage);
      return undefined;
    }
    const settings = settingsChangeSchema.parse(JSON.parse(values.settings));
    const bot = values['no-bot'] ? 'none' : 'process';
    const onBotLine = (line: string) => console.error(line);
    return { json: values.json, options: { port, bot, settings, ...(values['bot-log'] && { onBotLine }) } };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

function machineLine({ url, urls, botEnvironment, configFile }: Sandbox): string {
  return JSON.stringify({ url, urls, botEnvironment, configFile, pid: process.pid });
}

function greeting({ url, bot, urls }: Sandbox, ms: number): string {
  return `
  The sandbox is up (${(ms / 1000).toFixed(1)} s).

  Open    ${url}
  Type    /deploy prod        in #deploys, as Ana
  Then    become Bruno, press Approve, and watch the thread

  The bot ${bot ? `answers at ${bot.url}` : `is yours to start, at ${urls.bot}`}. Ctrl-C ends everything.
`;
}

function describe(error: unknown, options: SandboxOptions): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `Port ${options.port} is taken: stop the other sandbox, or choose another with --port.`;
  }
  return error instanceof Error ? error.message : String(error);
}
