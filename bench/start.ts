import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import type { MeasuredProcess } from './measured-process.ts';
import { sendCommand } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';

const starts = 7;
const commands = 100;
/** Planning asks GitHub, Vercel and Railway about it, and ends there. */
const plansOnly = 'prod no-such-branch';
const settleMs = 1_000;

export async function measureStart(stage: Stage): Promise<readonly Figure[]> {
  const started = {
    web: [] as MeasuredProcess[],
    worker: [] as MeasuredProcess[],
    bolt: [] as MeasuredProcess[],
  };
  for (let run = 0; run < starts; run += 1) {
    started.web.push(await startAndStop(() => stage.startBot('web')));
    started.worker.push(await startAndStop(() => stage.startBot('worker')));
    started.bolt.push(await startAndStop(() => stage.startBolt('ack')));
  }
  const bolt = {
    ready: median(started.bolt.map((one) => one.readyMs)),
    cpu: median(started.bolt.map((one) => one.readyCpuMs)),
  };
  const ofRole = (role: 'web' | 'worker'): readonly Figure[] => [
    {
      what: `${role}: start to /health`,
      unit: 'ms',
      ours: median(started[role].map((one) => one.readyMs)),
      theirs: bolt.ready,
      target: { on: 'value', atMost: 1_000 },
    },
    {
      what: `${role}: start to its own ready line`,
      unit: 'ms',
      ours: median(started[role].map(loggedReadyMs)),
    },
    {
      what: `${role}: CPU until ready`,
      unit: 'ms',
      ours: median(started[role].map((one) => one.readyCpuMs)),
      theirs: bolt.cpu,
    },
  ];
  return [...ofRole('web'), ...ofRole('worker'), ...(await measureResidence(stage))];
}

async function startAndStop(start: () => Promise<MeasuredProcess>): Promise<MeasuredProcess> {
  const one = await start();
  await delay(100);
  await one.stop();
  return one;
}

function loggedReadyMs({ lines }: MeasuredProcess): number {
  for (const line of lines) {
    const { readyMs } = line.startsWith('{') ? (JSON.parse(line) as { readyMs?: number }) : {};
    if (readyMs !== undefined) return readyMs;
  }
  throw new Error('The bot has not logged that it is ready.');
}

async function measureResidence(stage: Stage): Promise<readonly Figure[]> {
  const [web, worker, bolt] = [
    await stage.startBot('web'),
    await stage.startBot('worker'),
    await stage.startBolt('ack'),
  ];
  try {
    await delay(settleMs);
    const resident = () => ({
      web: web.residentMiB(),
      worker: worker.residentMiB(),
      bolt: bolt.residentMiB(),
    });
    const ready = resident();
    for (let sent = 0; sent < commands; sent += 1) {
      await Promise.all([sendCommand(web.url, plansOnly), sendCommand(bolt.url, plansOnly)]);
      await delay(50);
    }
    await delay(settleMs);
    const after = resident();
    const target = { on: 'value', atMost: 130 } as const;
    return [
      { what: 'web: memory when ready', unit: 'MiB', ours: ready.web, theirs: ready.bolt, target },
      {
        what: `web: memory after ${commands} commands`,
        unit: 'MiB',
        ours: after.web,
        theirs: after.bolt,
        target,
      },
      { what: 'worker: memory when ready', unit: 'MiB', ours: ready.worker },
      { what: `worker: memory after ${commands} commands`, unit: 'MiB', ours: after.worker },
    ];
  } finally {
    await Promise.all([web.stop(), worker.stop(), bolt.stop()]);
    await stage.empty();
  }
}
