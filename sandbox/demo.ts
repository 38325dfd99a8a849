import { createClient } from './demo/client.ts';
import { createPrinter } from './demo/printer.ts';
import { tellStory } from './demo/story.ts';
import { startSandbox } from './start.ts';
import type { Sandbox } from './start.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const deadlineMs = 60_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const began = performance.now();
  const printer = createPrinter({
    write: (line) => console.log(line),
    colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    elapsed: () => performance.now() - began,
  });
  printer.step('Starting Redis, five local services and the bot');
  const starting = startSandbox();
  const release = stopOnSignals(starting);
  let sandbox: Sandbox;
  try {
    sandbox = await starting;
  } catch (error) {
    console.error(`\nThe demo could not start. ${messageOf(error)}`);
    return 1;
  }
  try {
    const client = createClient(sandbox.url);
    const { url, commit } = await tellStory({ client, printer, deadlineMs });
    printer.step(`${url} serves ${commit.slice(0, 7)}. \`npm run sandbox\` lets you do the same by hand.`);
    return 0;
  } catch (error) {
    console.error(`\nThe demo did not end well. ${messageOf(error)}`);
    console.error(`The bot's last lines:\n${sandbox.bot?.lastLines() ?? ''}`);
    return 1;
  } finally {
    release();
    await sandbox.stop();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
