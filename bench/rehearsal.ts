import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxState } from '../sandbox/demo/client.ts';
import { repositoryRoot } from '../sandbox/kernel/root.ts';
import { findButton } from './buttons.ts';
import type { Figure } from './figure.ts';
import { channel, person } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { within } from './within.ts';

const runs = 5;

const instant = {
  vercel: { queueMs: 0, buildMs: 0, promoteMs: 0, realBuilds: false },
  railway: { queueMs: 0, buildMs: 0, deployMs: 0, realBuilds: false },
  neon: { operationMs: 0 },
};

/** From the command to the card that can be approved, with a pending migration that is looked at and tried, and without. */
export async function measureRehearsal(stage: Stage): Promise<readonly Figure[]> {
  await stage.call('PUT', '/_sandbox/settings', instant);
  const plain = median(await planSome(stage, {}));
  const rehearsed = median(await planSome(stage, { CABECEO_CONFIG: stage.configWithMigrations }));
  return [
    { what: 'command to a card that can be approved, p50', unit: 'ms', ours: rehearsed, theirs: plain },
    { what: 'what finding, reading and rehearsing add', unit: 'ms', ours: rehearsed - plain },
  ];
}

async function planSome(stage: Stage, env: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const bot = await stage.startBot('all', env);
  try {
    // The first one starts the databases.
    await planOnce(stage, 0);
    const took: number[] = [];
    for (let run = 1; run <= runs; run += 1) took.push(await planOnce(stage, run));
    return took;
  } finally {
    await bot.stop();
    await stage.empty();
  }
}

/** Of a commit of its own, whose newest migration is another each time; ms. */
async function planOnce(stage: Stage, run: number): Promise<number> {
  const { sha } = await stage.call<{ sha: string }>('POST', '/_sandbox/github/commit', {
    branch: 'main',
    message: `Measure rehearsal ${run}`,
    files: await migration(run),
    checks: ['lint', 'types', 'e2e-tests', 'build'].map((name) => ({ name, conclusion: 'success' })),
  });
  const began = performance.now();
  await stage.call('POST', '/_sandbox/slack/command', { user: person, channel, text: '/deploy prod' });
  await within('a card that can be approved', async () =>
    findButton(await stage.call<SandboxState>('GET', '/_sandbox/state'), {
      says: sha.slice(0, 7),
      label: 'Approve',
    }),
  );
  return performance.now() - began;
}

interface Journal {
  readonly entries: readonly { readonly when: number }[];
}

async function migration(run: number): Promise<Readonly<Record<string, string>>> {
  const journal = 'drizzle/meta/_journal.json';
  const file = join(repositoryRoot(), 'examples/mundo-tango', journal);
  const known = JSON.parse(await readFile(file, 'utf8')) as Journal;
  const tag = `${String(known.entries.length).padStart(4, '0')}_measured`;
  const when = (known.entries.at(-1)?.when ?? 0) + 1_000;
  const entries = [
    ...known.entries,
    { idx: known.entries.length, version: '7', when, tag, breakpoints: true },
  ];
  return {
    [journal]: JSON.stringify({ ...known, entries }),
    [`drizzle/${tag}.sql`]: `CREATE TABLE measured_${run} (id int PRIMARY KEY, name text);`,
  };
}
