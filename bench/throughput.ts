import { Deploys, environments } from './deploys.ts';
import type { Figure } from './figure.ts';
import { writeFiftyEnvironments } from './fifty-environments.ts';
import type { MeasuredProcess } from './measured-process.ts';
import { NoOpJobs } from './no-op-jobs.ts';
import { openQuietStore } from './quiet-store.ts';
import { redisCpuMs, watchCommands } from './redis-commands.ts';
import { channel } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';

const turns = 3;
const oneMs = 2_000;
const manyMs = 4_000;
const jobs = 10_000;
const watched = { deploysMs: 1_000, jobsMs: 200 };

const first = environments.slice(0, 1);

/** Deploys through one worker whose platforms take no time, and BullMQ's jobs that do nothing, in turns. */
export async function measureThroughput(stage: Stage): Promise<readonly Figure[]> {
  const { store } = await openQuietStore(stage);
  const env = { CABECEO_CONFIG: await writeFiftyEnvironments(stage.settings.configPath), LOG_LEVEL: 'info' };
  const [ours, theirs] = [
    await stage.startWorker('instant-worker', env),
    await stage.startWorker('no-op-worker'),
  ];
  const [deploys, noOp] = [new Deploys(store, stage.redis, () => channel), new NoOpJobs(stage.redis)];
  try {
    await noOp.ready();
    await deploys.runFor(oneMs, environments);
    await deploys.told();
    await noOp.fill(jobs);
    await noOp.drain();
    const rounds: Round[] = [];
    for (let turn = 0; turn < turns; turn += 1)
      rounds.push(await takeTurn(stage, { ours, theirs, deploys, noOp }));
    return [...figuresOf(rounds), ...(await countCommands(stage, { deploys, noOp }))];
  } finally {
    deploys.close();
    await noOp.close();
    await Promise.all([ours.stop(), theirs.stop()]);
    await stage.empty();
  }
}

interface Contest {
  readonly ours: MeasuredProcess;
  readonly theirs: MeasuredProcess;
  readonly deploys: Deploys;
  readonly noOp: NoOpJobs;
}

interface Rate {
  readonly perSecond: number;
  /** Of one operation or job, ms. */
  readonly workerCpu: number;
  readonly redisCpu: number;
}

type Round = Readonly<Record<'oneOfOurs' | 'oneOfTheirs' | 'manyOfOurs' | 'manyOfTheirs', Rate>> & {
  readonly toldMs: number;
};

async function takeTurn(stage: Stage, { ours, theirs, deploys, noOp }: Contest): Promise<Round> {
  const rate = async (worker: MeasuredProcess, work: () => Promise<number>): Promise<Rate> => {
    const before = { at: performance.now(), worker: worker.cpuMs(), redis: await redisCpuMs(stage.redis) };
    const done = await work();
    const seconds = (performance.now() - before.at) / 1000;
    return {
      perSecond: done / seconds,
      workerCpu: (worker.cpuMs() - before.worker) / done,
      redisCpu: ((await redisCpuMs(stage.redis)) - before.redis) / done,
    };
  };
  const oneOfOurs = await rate(ours, () => deploys.runFor(oneMs, first));
  await deploys.told();
  const oneOfTheirs = await rate(theirs, () => noOp.oneAfterAnother(oneMs));
  const manyOfOurs = await rate(ours, () => deploys.runFor(manyMs, environments));
  const done = performance.now();
  await deploys.told();
  const toldMs = performance.now() - done;
  await noOp.fill(jobs);
  const manyOfTheirs = await rate(theirs, () => noOp.drain());
  return { oneOfOurs, oneOfTheirs, manyOfOurs, manyOfTheirs, toldMs };
}

function figuresOf(rounds: readonly Round[]): readonly Figure[] {
  const beside = (pick: (round: Round) => readonly [ours: Rate, theirs: Rate], number: keyof Rate) => ({
    ours: median(rounds.map((round) => pick(round)[0][number])),
    theirs: median(rounds.map((round) => pick(round)[1][number])),
  });
  const one = (round: Round) => [round.oneOfOurs, round.oneOfTheirs] as const;
  const many = (round: Round) => [round.manyOfOurs, round.manyOfTheirs] as const;
  return [
    { what: 'one environment, one after another', unit: 'per s', ...beside(one, 'perSecond') },
    { what: `${environments.length} environments at once`, unit: 'per s', ...beside(many, 'perSecond') },
    { what: 'at once: CPU of the worker, each', unit: 'ms', ...beside(many, 'workerCpu') },
    { what: 'at once: CPU of Redis, each', unit: 'ms', ...beside(many, 'redisCpu') },
    {
      what: 'at once: until Slack was told the rest',
      unit: 's',
      ours: median(rounds.map(({ toldMs }) => toldMs / 1000)),
    },
  ];
}

/** Apart from what is timed, for MONITOR slows Redis down. */
async function countCommands(
  { redis }: Stage,
  { deploys, noOp }: Pick<Contest, 'deploys' | 'noOp'>,
): Promise<readonly Figure[]> {
  let [done, jobsDone] = [0, 0];
  const ours = await watchCommands(redis, async () => {
    done = await deploys.runFor(watched.deploysMs, first);
    await deploys.told();
  });
  const theirs = await watchCommands(redis, async () => {
    jobsDone = await noOp.oneAfterAnother(watched.jobsMs);
  });
  return [
    {
      what: 'one after another: Redis commands sent, each',
      ours: ours.sent / done,
      theirs: theirs.sent / jobsDone,
    },
    {
      what: 'one after another: commands run in their scripts, each',
      ours: ours.inScripts / done,
      theirs: theirs.inScripts / jobsDone,
    },
  ];
}
