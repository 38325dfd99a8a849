import { setTimeout as delay } from 'node:timers/promises';
import { laneName } from '../src/domain/lane.ts';
import { keys } from '../src/store/keys.ts';
import { findOperation } from '../src/store/operations.ts';
import { underWayIds } from '../src/store/under-way.ts';
import type { Figure } from './figure.ts';
import type { MeasuredProcess } from './measured-process.ts';
import { openQuietStore, type QuietStore } from './quiet-store.ts';
import { channel, person } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { within } from './within.ts';

const kills = 5;
/** Each kill comes at another moment between two renewals of the lock. */
const renewalMs = 5_000;
const goldenRatio = 0.618;

const place = { app: 'mundo-tango', environment: 'development' } as const;
const lane = laneName({ kind: 'environment', ...place });
const buildMs = 10 * 60_000;
const platforms = {
  vercel: { queueMs: 0, buildMs, promoteMs: 0, realBuilds: false },
  railway: { queueMs: 0, buildMs: 0, deployMs: 0, realBuilds: false },
  neon: { operationMs: 0 },
};

/** One deploy that waits for its build, and whose worker is killed again and again; each is replaced when another has taken over. */
export async function measureRecovery(stage: Stage): Promise<readonly Figure[]> {
  await stage.call('PUT', '/_sandbox/settings', platforms);
  const store = await openQuietStore(stage);
  const web = await stage.startBot('web');
  const workers = [await stage.startBot('worker'), await stage.startBot('worker')];
  try {
    let runner = await beginDeploy(stage, workers);
    const recoveries: Recovery[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      await delay(renewalMs * ((kill * goldenRatio) % 1));
      recoveries.push(await killAndWait(stage, store, runner));
      const [survivor] = workers.filter((worker) => worker !== runner);
      if (!survivor) throw new Error('No worker is left.');
      workers.splice(0, workers.length, survivor, await stage.startBot('worker'));
      runner = survivor;
    }
    await expectDone(stage, store);
    return figuresOf(recoveries);
  } finally {
    await Promise.all([web, ...workers].map((one) => one.stop()));
    await stage.empty();
  }
}

interface Recovery {
  readonly totalMs: number;
  /** What the dead worker's lock had left. */
  readonly lockMs: number;
}

function figuresOf(recoveries: readonly Recovery[]): readonly Figure[] {
  const seconds = (pick: (one: Recovery) => number) => recoveries.map((one) => pick(one) / 1000);
  const total = seconds(({ totalMs }) => totalMs);
  return [
    { what: `SIGKILL until another has the lane, median of ${kills}`, unit: 's', ours: median(total) },
    {
      what: `SIGKILL until another has the lane, longest of ${kills}`,
      unit: 's',
      ours: Math.max(...total),
      target: { on: 'value', atMost: 20 },
    },
    {
      what: 'of it until the lock ran out, median',
      unit: 's',
      ours: median(seconds(({ lockMs }) => lockMs)),
    },
    {
      what: 'of it until another worker looked, median',
      unit: 's',
      ours: median(seconds(({ totalMs, lockMs }) => totalMs - lockMs)),
    },
  ];
}

/** Answers the worker that runs it. */
async function beginDeploy(stage: Stage, workers: readonly MeasuredProcess[]): Promise<MeasuredProcess> {
  await stage.call('POST', '/_sandbox/github/commit', {
    branch: 'develop',
    message: 'Measure recovery',
    files: { 'src/measured.ts': `export const recovery = ${Date.now()};\n` },
  });
  await stage.call('POST', '/_sandbox/slack/command', { user: person, channel, text: '/deploy dev' });
  return within('a worker to wait for the build', async () =>
    workers.find(({ lines }) => lines.some((line) => line.includes('"step":"github-in-progress"'))),
  );
}

async function killAndWait(stage: Stage, { queue }: QuietStore, runner: MeasuredProcess): Promise<Recovery> {
  const before = await turnOf(stage);
  const job = (await queue.getActive()).find(({ data }) => data.lane === lane);
  if (!job) throw new Error(`No worker runs ${lane}.`);
  const lockMs = await stage.redis.pttl(queue.toKey(`${job.id}:lock`));
  const killedAt = performance.now();
  await runner.kill();
  await within(
    'another worker to take the lane over',
    async () => (await turnOf(stage)) > before || undefined,
    {
      everyMs: 20,
    },
  );
  return { totalMs: performance.now() - killedAt, lockMs };
}

async function turnOf({ redis }: Stage): Promise<number> {
  return Number(await redis.get(keys.fence(lane)));
}

/** The deploy that was interrupted so often is done all the same. */
async function expectDone(stage: Stage, { store }: QuietStore): Promise<void> {
  const [id] = await underWayIds(store, place);
  if (id === undefined) throw new Error('The deploy ended while its workers were killed.');
  await stage.call('POST', '/_sandbox/clock', { advanceMs: buildMs });
  const ended = await within('the deploy to end', async () => {
    const operation = await findOperation(store, id);
    return operation?.state === 'running' ? undefined : operation;
  });
  if (ended.state !== 'succeeded') throw new Error(`The deploy ended as ${ended.state}.`);
}
