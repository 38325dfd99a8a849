import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import { writeFiftyEnvironments } from './fifty-environments.ts';
import type { MeasuredProcess } from './measured-process.ts';
import { type Commands, watchCommands } from './redis-commands.ts';
import type { Stage } from './stage.ts';

/** One sweep of the alarms falls into it, whenever it begins. */
const seconds = 15;
const watchedMs = 1_000 * seconds;
const settleMs = 1_000;

/** Each process alone, one after the other, with nothing to do. */
export async function measureIdle(stage: Stage): Promise<readonly Figure[]> {
  const env = { CABECEO_CONFIG: await writeFiftyEnvironments(stage.settings.configPath) };
  const web = await watchAlone(stage, () => stage.startBot('web', env));
  const bolt = await watchAlone(stage, () => stage.startBolt('ack'));
  const worker = await watchAlone(stage, () => stage.startBot('worker', env));
  const noOp = await watchAlone(stage, () => stage.startWorker('no-op-worker'));
  return [...figuresOf('web', web, bolt), ...figuresOf('worker', worker, noOp)];
}

/** Per second; percent of one core. */
interface Idle extends Commands {
  readonly cpu: number;
}

function figuresOf(role: string, ours: Idle, theirs: Idle): readonly Figure[] {
  return [
    { what: `${role}: Redis commands sent`, unit: 'per s', ours: ours.sent, theirs: theirs.sent },
    {
      what: `${role}: commands run in their scripts`,
      unit: 'per s',
      ours: ours.inScripts,
      theirs: theirs.inScripts,
    },
    { what: `${role}: CPU of one core`, unit: '%', ours: ours.cpu, theirs: theirs.cpu },
  ];
}

async function watchAlone(stage: Stage, start: () => Promise<MeasuredProcess>): Promise<Idle> {
  const { redis } = stage;
  const one = await start();
  try {
    await delay(settleMs);
    const before = one.cpuMs();
    const { sent, inScripts } = await watchCommands(redis, () => delay(watchedMs));
    const cpu = (100 * (one.cpuMs() - before)) / watchedMs;
    return { sent: sent / seconds, inScripts: inScripts / seconds, cpu };
  } finally {
    await one.stop();
    await stage.empty();
  }
}
