import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../sandbox/kernel/root.ts';
import { measureAck } from './ack.ts';
import { measureDeploy } from './deploy.ts';
import { type Figure, isReached, ratioOf } from './figure.ts';
import { measureFirstMessage } from './first-message.ts';
import { currentLoad, describeMachine } from './machine.ts';
import { openStage, type Stage } from './stage.ts';
import { measureStart } from './start.ts';
import { tableOf } from './table.ts';

const parts: Readonly<Record<string, (stage: Stage) => Promise<readonly Figure[]>>> = {
  start: measureStart,
  ack: measureAck,
  'first-message': measureFirstMessage,
  deploy: measureDeploy,
};

await main(process.argv.slice(2));

/** Without arguments everything is measured and bench/results.json is written. */
async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.find((part) => !(part in parts));
  if (unknown !== undefined) {
    console.error(`There is no part ${unknown}; there are ${Object.keys(parts).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const stage = await openStage();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    const machine = await describeMachine(stage.redis);
    const figures: Figure[] = [];
    for (const [name, measure] of Object.entries(parts)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      console.error(`measuring ${name} (load ${currentLoad()})`);
      figures.push(...(await measure(stage)));
    }
    console.log(`\n${tableOf(figures)}\n`);
    if (wanted.length === 0) await write({ ...machine, loadAfter: currentLoad() }, figures);
  } finally {
    await stage.stop();
  }
}

async function write(machine: object, figures: readonly Figure[]): Promise<void> {
  const results = {
    date: new Date().toISOString(),
    machine,
    note: 'Taken on a machine that others use at the same time: compare ratios and CPU times, not milliseconds of different runs.',
    figures: figures.map((figure) => {
      const [ratio, reached] = [ratioOf(figure), isReached(figure)];
      return {
        ...figure,
        ours: round(figure.ours),
        ...(figure.bolt !== undefined && { bolt: round(figure.bolt) }),
        ...(ratio !== undefined && { ratio: round(ratio) }),
        ...(reached !== undefined && { reached }),
      };
    }),
  };
  const file = join(repositoryRoot(), 'bench/results.json');
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`Written to ${file}`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
