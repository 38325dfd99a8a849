import type { SandboxState } from '../sandbox/demo/client.ts';
import type { JournalEntry } from '../sandbox/kernel/contract.ts';
import { findButton } from './buttons.ts';
import { deployOnce } from './deploy.ts';
import type { Figure } from './figure.ts';
import { channel, person } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { within } from './within.ts';

const runs = 5;
const slowRuns = 3;

const instant = {
  vercel: { queueMs: 0, buildMs: 0, promoteMs: 0, realBuilds: false },
  railway: { queueMs: 0, buildMs: 0, deployMs: 0, realBuilds: false },
  neon: { operationMs: 0 },
};

/** What a platform takes to serve an old build, or to start an old image. */
const delays = { vercel: { promoteMs: 4_000 }, railway: { queueMs: 1_000, deployMs: 14_000 } };
const criticalPathMs = Math.max(delays.vercel.promoteMs, delays.railway.queueMs + delays.railway.deployMs);

interface Took {
  readonly toBoth: number;
  readonly toDone: number;
}

/** From the click on the red button: until both platforms were called, and until Slack is told that both serve it. */
export async function measureRollback(stage: Stage): Promise<readonly Figure[]> {
  await stage.call('PUT', '/_sandbox/settings', instant);
  const bot = await stage.startBot('all');
  try {
    await deployOnce(stage, 100);
    const quick = await rollBackSome(stage, { count: runs, from: 101 });
    const slow = await rollBackSome(stage, { count: slowRuns, from: 201, slowed: delays });
    const called = [...quick, ...slow].map(({ toBoth }) => toBoth);
    const slowest = median(slow.map(({ toDone }) => toDone));
    return [
      {
        what: 'rollback: click until both platforms are called',
        unit: 'ms',
        ours: median(called),
        target: { on: 'value', atMost: 300 },
      },
      { what: 'rollback: the same, slowest of the runs', unit: 'ms', ours: Math.max(...called) },
      {
        what: 'rollback: click to done and checked (platforms answer at once)',
        unit: 'ms',
        ours: median(quick.map(({ toDone }) => toDone)),
      },
      {
        what: 'rollback: click to done, beside the platforms’ own time',
        unit: 'ms',
        ours: slowest,
        theirs: criticalPathMs,
        target: { on: 'ratio', atMost: 1.05 },
      },
    ];
  } finally {
    await bot.stop();
    await stage.empty();
  }
}

async function rollBackSome(
  stage: Stage,
  { count, from, slowed }: { readonly count: number; readonly from: number; readonly slowed?: object },
): Promise<readonly Took[]> {
  const took: Took[] = [];
  for (let run = from; run < from + count; run += 1) {
    await stage.call('PUT', '/_sandbox/settings', instant);
    await deployOnce(stage, run);
    if (slowed) await stage.call('PUT', '/_sandbox/settings', slowed);
    took.push(await rollBackOnce(stage));
    await releaseHold(stage);
  }
  return took;
}

async function rollBackOnce(stage: Stage): Promise<Took> {
  await stage.call('POST', '/_sandbox/slack/command', { user: person, channel, text: '/rollback prod' });
  const wanted = { says: '✋ Rollback of *production*', label: 'Roll back to' };
  const button = await within('a rollback that waits for its button', async () =>
    findButton(await stage.call<SandboxState>('GET', '/_sandbox/state'), wanted),
  );
  const clickedAt = Date.now();
  await stage.call('POST', '/_sandbox/slack/click', { user: person, ...button });
  const done = await within('the rollback to be done', async () =>
    (await stage.requests('slack', clickedAt)).find((entry) => saysBack(entry, button.ts)),
  );
  const [vercel, railway] = await Promise.all([
    stage.requests('vercel', clickedAt),
    stage.requests('railway', clickedAt),
  ]);
  const frontend = vercel.find(({ method, path }) => method === 'POST' && path.includes('/rollback/'));
  const backend = railway.find(({ operation }) => operation === 'deploymentRollback');
  if (!frontend || !backend) throw new Error('A rollback was done without calling both platforms.');
  return { toBoth: Math.max(frontend.at, backend.at) - clickedAt, toDone: done.at - clickedAt };
}

/** Else nothing is deployed. */
async function releaseHold(stage: Stage): Promise<void> {
  const since = Date.now();
  await stage.call('POST', '/_sandbox/slack/command', { user: person, channel, text: '/release prod' });
  await within('the hold to be released', async () =>
    (await stage.requests('slack', since)).find(({ body }) => textOf(body).startsWith('✅ The hold of')),
  );
}

/** Of its own card: those of earlier rollbacks are edited too, once they are overtaken. */
function saysBack({ operation, body }: JournalEntry, ts: string): boolean {
  if (operation !== 'chat.update' || (body as { readonly ts?: string }).ts !== ts) return false;
  const text = textOf(body);
  if (text.startsWith('❌') || text.startsWith('🚫'))
    throw new Error(`The rollback did not succeed: ${text}`);
  return text.startsWith('↩️ *production* is back on');
}

function textOf(body: unknown): string {
  return (body as { readonly text?: string } | undefined)?.text ?? '';
}
