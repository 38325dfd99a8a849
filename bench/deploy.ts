import type { SandboxState } from '../sandbox/demo/client.ts';
import type { JournalEntry } from '../sandbox/kernel/contract.ts';
import { findButton } from './buttons.ts';
import type { Figure } from './figure.ts';
import { channel, person } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { within } from './within.ts';

const runs = 5;
const approver = 'U0BRUNO1';

const delays = {
  vercel: { queueMs: 300, buildMs: 2_000, promoteMs: 500, realBuilds: false },
  railway: { queueMs: 300, buildMs: 2_000, deployMs: 1_000, realBuilds: false },
  neon: { operationMs: 400 },
};

/** The restore point is made beside the frontend's build, and is done before it. */
const criticalPathMs =
  delays.vercel.queueMs +
  delays.vercel.buildMs +
  delays.railway.queueMs +
  delays.railway.buildMs +
  delays.railway.deployMs +
  delays.vercel.promoteMs;

/** From the click on Approve to the card that says that production runs the commit, as Slack gets it. */
export async function measureDeploy(stage: Stage): Promise<readonly Figure[]> {
  await stage.call('PUT', '/_sandbox/settings', delays);
  const bot = await stage.startBot('all');
  try {
    await deployOnce(stage, 0);
    const cpuBefore = bot.cpuMs();
    const took: number[] = [];
    for (let run = 1; run <= runs; run += 1) took.push(await deployOnce(stage, run));
    const wall = median(took);
    const overhead = wall - criticalPathMs;
    return [
      { what: `deploy: click to done (platforms take ${criticalPathMs} ms)`, unit: 'ms', ours: wall },
      { what: 'deploy: overhead', unit: 'ms', ours: overhead, target: { on: 'value', atMost: 500 } },
      { what: 'deploy: overhead of the platforms’ time', unit: '%', ours: (100 * overhead) / criticalPathMs },
      {
        what: 'deploy: slowest overhead of the runs',
        unit: 'ms',
        ours: Math.max(...took) - criticalPathMs,
      },
      { what: 'CPU of one deploy', unit: 'ms', ours: (bot.cpuMs() - cpuBefore) / runs },
    ];
  } finally {
    await bot.stop();
    await stage.empty();
  }
}

/** A release to production of a commit of its own; answers how long it took from the click on Approve, ms. */
export async function deployOnce(stage: Stage, run: number): Promise<number> {
  const { sha } = await stage.call<{ sha: string }>('POST', '/_sandbox/github/commit', {
    branch: 'main',
    message: `Measure deploy ${run}`,
    files: { 'src/measured.ts': `export const run = ${run};\n`, 'server/measured.ts': `// ${run}\n` },
    checks: ['lint', 'types', 'e2e-tests', 'build'].map((name) => ({ name, conclusion: 'success' })),
  });
  await stage.call('POST', '/_sandbox/slack/command', { user: person, channel, text: '/deploy prod' });
  const button = await within('a card that can be approved', async () =>
    findButton(await stage.call<SandboxState>('GET', '/_sandbox/state'), {
      says: sha.slice(0, 7),
      label: 'Approve',
    }),
  );
  const clickedAt = Date.now();
  await stage.call('POST', '/_sandbox/slack/click', { user: approver, ...button });
  const done = await within('the deploy to be done', async () =>
    (await stage.requests('slack', clickedAt)).find((entry) => saysDone(entry, sha)),
  );
  return done.at - clickedAt;
}

function saysDone({ operation, body }: JournalEntry, sha: string): boolean {
  if (operation !== 'chat.update') return false;
  const { text } = body as { readonly text?: string };
  if (text?.startsWith('❌') === true || text?.startsWith('⛔') === true) {
    throw new Error(`The deploy did not succeed: ${text}`);
  }
  return text?.startsWith('✅') === true && text.includes(sha.slice(0, 7));
}
