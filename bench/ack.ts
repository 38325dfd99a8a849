import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { keys } from '../src/store/keys.ts';
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
  const web = await stage.startBot('web');
  const [bolt, keeping] = [await stage.startBolt('ack'), await stage.startBolt('keep')];
  try {
    for (let sent = 0; sent < warmUps; sent += 1) {
      await sendCommand(web.url, `prod warm-up-${sent}`);
      await sendCommand(bolt.url, `prod warm-up-${sent}`);
      await sendCommand(keeping.url, `prod warm-up-${sent}`);
    }
    const before = { web: web.cpuMs(), bolt: bolt.cpuMs() };
    const { ours, theirs, keepers } = await sendInTurns({ web, bolt, keeping }, stage.redis);
    const each = perSecond * seconds;
    const [our, their, keeper] = [spreadOf(ours), spreadOf(theirs), spreadOf(keepers)];
    return [
      {
        what: 'ack p50',
        unit: 'ms',
        ours: our.p50,
        theirs: their.p50,
        target: { on: 'ratio', atMost: 1.5 },
      },
      { what: 'ack p50, beside a Bolt that keeps it too', unit: 'ms', ours: our.p50, theirs: keeper.p50 },
      { what: 'ack p99', unit: 'ms', ours: our.p99, theirs: their.p99, target: { on: 'value', atMost: 500 } },
      {
        what: 'CPU of one command',
        unit: 'ms',
        ours: (web.cpuMs() - before.web) / each,
        theirs: (bolt.cpuMs() - before.bolt) / each,
      },
    ];
  } finally {
    await Promise.all([web.stop(), bolt.stop(), keeping.stop()]);
    await stage.empty();
  }
}

type Asked = Readonly<Record<'web' | 'bolt' | 'keeping', MeasuredProcess>>;

async function sendInTurns({ web, bolt, keeping }: Asked, redis: Redis) {
  const ours: Promise<number>[] = [];
  const theirs: Promise<number>[] = [];
  const keepers: Promise<number>[] = [];
  const began = performance.now();
  for (let turn = 0; turn < 3 * perSecond * seconds; turn += 1) {
    const due = began + (turn * 1000) / (3 * perSecond);
    const early = due - performance.now();
    if (early > 0) await delay(early);
    const text = `prod branch-${turn}`;
    if (turn % 3 === 0) ours.push(sendCommand(web.url, text).then((ack) => kept(ack, redis)));
    else if (turn % 3 === 1) theirs.push(sendCommand(bolt.url, text).then(acknowledged));
    else keepers.push(sendCommand(keeping.url, text).then(acknowledged));
  }
  return {
    ours: await Promise.all(ours),
    theirs: await Promise.all(theirs),
    keepers: await Promise.all(keepers),
  };
}

/** The operation of an acknowledged command must be in Redis by then: as it was kept, or begun already. */
async function kept(ack: Acknowledged, redis: Redis): Promise<number> {
  const isKept = await redis.hexists(keys.asked, ack.trigger);
  const id = isKept === 1 ? undefined : await redis.get(keys.accepted(ack.trigger));
  if (isKept === 0 && (!id || (await redis.exists(keys.operation(id))) === 0)) {
    throw new Error('A command was acknowledged and is not in Redis.');
  }
  return acknowledged(ack);
}

function acknowledged({ status, ms }: Acknowledged): number {
  if (status !== 200) throw new Error(`A command was answered with ${status}.`);
  return ms;
}
