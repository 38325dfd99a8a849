import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Figure } from './figure.ts';
import type { MeasuredProcess } from './measured-process.ts';
import { type Acknowledged, sendCommand } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { spreadOf } from './statistics.ts';

const perSecond = 50;
const seconds = 20;
const warmUps = 100;

/**
 * Signed `/deploy prod` of ever other branches at a fixed pace, whether or not earlier ones are answered, to our web process and to a bare
 * Bolt app in turns. No worker runs: a thousand releases would be planned otherwise, on the cores that are measured.
 */
export async function measureAck(stage: Stage): Promise<readonly Figure[]> {
  const [web, bolt] = [await stage.startBot('web'), await stage.startBolt('ack')];
  try {
    for (let sent = 0; sent < warmUps; sent += 1) {
      await sendCommand(web.url, `prod warm-up-${sent}`);
      await sendCommand(bolt.url, `prod warm-up-${sent}`);
    }
    const before = { web: web.cpuMs(), bolt: bolt.cpuMs() };
    const { ours, theirs } = await sendInTurns(web, bolt, stage.redis);
    const each = perSecond * seconds;
    const [our, their] = [spreadOf(ours), spreadOf(theirs)];
    return [
      {
        what: 'ack p50',
        unit: 'ms',
        ours: our.p50,
        theirs: their.p50,
        target: { on: 'ratio', atMost: 1.5 },
      },
      { what: 'ack p99', unit: 'ms', ours: our.p99, theirs: their.p99, target: { on: 'value', atMost: 500 } },
      {
        what: 'CPU of one command',
        unit: 'ms',
        ours: (web.cpuMs() - before.web) / each,
        theirs: (bolt.cpuMs() - before.bolt) / each,
      },
    ];
  } finally {
    await Promise.all([web.stop(), bolt.stop()]);
    await stage.empty();
  }
}

async function sendInTurns(
  web: MeasuredProcess,
  bolt: MeasuredProcess,
  redis: Redis,
): Promise<{ readonly ours: readonly number[]; readonly theirs: readonly number[] }> {
  const ours: Promise<number>[] = [];
  const theirs: Promise<number>[] = [];
  const began = performance.now();
  for (let turn = 0; turn < 2 * perSecond * seconds; turn += 1) {
    const due = began + (turn * 1000) / (2 * perSecond);
    const early = due - performance.now();
    if (early > 0) await delay(early);
    if (turn % 2 === 0)
      ours.push(sendCommand(web.url, `prod branch-${turn}`).then((ack) => kept(ack, redis)));
    else theirs.push(sendCommand(bolt.url, `prod branch-${turn}`).then(acknowledged));
  }
  return { ours: await Promise.all(ours), theirs: await Promise.all(theirs) };
}

/** An acknowledged command must be in Redis by then. */
async function kept(ack: Acknowledged, redis: Redis): Promise<number> {
  const id = await redis.get(`{cabeceo}:accepted:${ack.trigger}`);
  if (id === null || (await redis.exists(`{cabeceo}:operation:${id}`)) === 0) {
    throw new Error('A command was acknowledged and is not in Redis.');
  }
  return acknowledged(ack);
}

function acknowledged({ status, ms }: Acknowledged): number {
  if (status !== 200) throw new Error(`A command was answered with ${status}.`);
  return ms;
}
