import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../sandbox/kernel/root.ts';
import { type Figure, isReached, ratioOf } from './figure.ts';
import { currentLoad, describeMachine } from './machine.ts';
import { type Part, parts } from './parts.ts';
import { openStage } from './stage.ts';
import { tableOf } from './table.ts';

await main(process.argv.slice(2));

interface Measured extends Part {
  readonly name: string;
  readonly figures: readonly Figure[];
}

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
    const measured: Measured[] = [];
    for (const [name, part] of Object.entries(parts)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      console.error(`measuring ${name} (load ${currentLoad()})`);
      measured.push({ ...part, name, figures: await part.measure(stage) });
    }
    for (const { title, name, ...part } of measured)
      console.log(`\n### ${title} (\`${name}\`)\n\n${tableOf(part)}`);
    if (wanted.length === 0) await write({ ...machine, loadAfter: currentLoad() }, measured);
  } finally {
    await stage.stop();
  }
}

async function write(machine: object, measured: readonly Measured[]): Promise<void> {
  const results = {
    date: new Date().toISOString(),
    machine,
    note: 'Taken on a machine that others use at the same time: compare ratios and CPU times, not milliseconds of different runs.',
    parts: measured.map(({ name, title, beside, figures }) => ({
      name,
      title,
      ...(beside !== undefined && { beside }),
      figures: figures.map(withRatio),
    })),
  };
  const file = join(repositoryRoot(), 'bench/results.json');
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}

function withRatio(figure: Figure): object {
  const [ratio, reached] = [ratioOf(figure), isReached(figure)];
  return {
    ...figure,
    ours: round(figure.ours),
    ...(figure.theirs !== undefined && { theirs: round(figure.theirs) }),
    ...(ratio !== undefined && { ratio: round(ratio) }),
    ...(reached !== undefined && { reached }),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
