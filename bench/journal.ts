import { setTimeout as delay } from 'node:timers/promises';
import { parseOperationId, parseSlackUserId } from '../src/domain/ids.ts';
import { laneName } from '../src/domain/lane.ts';
import type { Operation } from '../src/domain/operation.ts';
import { Run } from '../src/jobs/workflow.ts';
import type { Store } from '../src/store/commit.ts';
import { raiseFence } from '../src/store/fence.ts';
import type { Figure } from './figure.ts';
import { openQuietStore, quiet } from './quiet-store.ts';
import { type Commands, readInfo, redisCpuMs, watchOwnCommands } from './redis-commands.ts';
import { channel, person } from './slash-command.ts';
import type { Stage } from './stage.ts';
import { spreadOf } from './statistics.ts';

const rounds = 40;
const warmUps = 5;
const stepsOfARound = 50;
/** The intent, what the platform answered, the result. */
const writesOfAStep = 3;
const value = 'x'.repeat(300);

/**
 * Steps whose start answers at once, done by the bot's own Run on the bench's connection; in turns without the wake-ups
 * that follow every write (the journal alone), with them (no worker takes them), and beside as many plain SETs.
 */
export async function measureJournal(stage: Stage): Promise<readonly Figure[]> {
  const { store: waking } = await openQuietStore(stage);
  const silent: Store = { ...waking, wake: async () => undefined };
  const [alone, woken, sets] = [new Tally(stage), new Tally(stage), new Tally(stage)];
  for (let round = -warmUps; round < rounds; round += 1) {
    const runs = [await openRun(silent), await openRun(waking)] as const;
    const keep = round >= 0;
    await alone.add(() => aStep(runs[0]), keep);
    await sets.add(() => setThrice(stage), keep);
    await woken.add(() => aStep(runs[1]), keep);
  }
  const [journal, all] = [await countStep(stage, silent), await countStep(stage, waking)];
  await stage.empty();
  return figuresOf({ alone, woken, sets, journal, all });
}

interface Measured extends Readonly<Record<'alone' | 'woken' | 'sets', Tally>> {
  /** Of one step, without its wake-ups and with them. */
  readonly journal: Commands;
  readonly all: Commands;
}

function figuresOf({ alone, woken, sets, journal, all }: Measured): readonly Figure[] {
  const [our, their] = [spreadOf(alone.times), spreadOf(sets.times)];
  return [
    { what: 'a step: round trips that it waits for', ours: journal.sent, theirs: writesOfAStep },
    { what: 'a step, p50', unit: 'ms', ours: our.p50, theirs: their.p50 },
    { what: 'a step, p99', unit: 'ms', ours: our.p99, theirs: their.p99 },
    { what: 'a step: CPU of the bot', unit: 'ms', ours: alone.botMs, theirs: sets.botMs },
    { what: 'a step: CPU of Redis', unit: 'ms', ours: alone.redisMs, theirs: sets.redisMs },
    { what: 'a step: sent to Redis', unit: 'bytes', ours: alone.bytes, theirs: sets.bytes },
    { what: 'a step: commands run in its scripts', ours: journal.inScripts },
    { what: 'with its wake-ups: commands sent', ours: all.sent },
    { what: 'with its wake-ups: commands run in scripts', ours: all.inScripts },
    { what: 'with its wake-ups, p50', unit: 'ms', ours: spreadOf(woken.times).p50 },
    { what: 'with its wake-ups: CPU of the bot', unit: 'ms', ours: woken.botMs },
    { what: 'with its wake-ups: CPU of Redis', unit: 'ms', ours: woken.redisMs },
  ];
}

/** What one kind of work takes, each time. */
class Tally {
  readonly times: number[] = [];
  readonly #stage: Stage;
  #bot = 0;
  #redis = 0;
  #bytes = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get botMs(): number {
    return this.#bot / this.times.length;
  }

  get redisMs(): number {
    return this.#redis / this.times.length;
  }

  get bytes(): number {
    return this.#bytes / this.times.length;
  }

  async add(work: () => Promise<unknown>, keep: boolean): Promise<void> {
    const { redis } = this.#stage;
    const bytes = async () => readInfo(redis, 'stats', 'total_net_input_bytes');
    const before = { redis: await redisCpuMs(redis), bytes: await bytes(), bot: process.cpuUsage() };
    const times: number[] = [];
    for (let count = 0; count < stepsOfARound; count += 1) {
      const began = performance.now();
      await work();
      times.push(performance.now() - began);
    }
    const bot = process.cpuUsage(before.bot);
    const after = { bytes: await bytes(), redis: await redisCpuMs(redis) };
    if (!keep) return;
    this.times.push(...times);
    this.#bot += (bot.user + bot.system) / 1000;
    this.#redis += after.redis - before.redis;
    this.#bytes += after.bytes - before.bytes;
  }
}

let opened = 0;

async function openRun(store: Store): Promise<Run> {
  opened += 1;
  const operation: Operation = {
    id: parseOperationId(`op_journal${String(opened).padStart(5, '0')}`),
    kind: 'deploy',
    app: 'mundo-tango',
    environment: 'development',
    request: { by: parseSlackUserId(person), team: 'T0MUNDO01', channel, components: [] },
    state: 'running',
    version: 1,
    createdAt: Date.now(),
  };
  const fence = await raiseFence(store.redis, laneName({ kind: 'operation', operation: operation.id }));
  const { signal } = new AbortController();
  const assertHeld = () => undefined;
  const hint = () => signal;
  return Run.open({ store, operation, fence, signal, assertHeld, hint, cancel: signal, log: quiet });
}

async function aStep(run: Run): Promise<void> {
  await run.step({
    id: `step-${run.records.length}`,
    title: 'Promote frontend',
    component: 'frontend',
    deadlineMs: 60_000,
    start: async () => ({ deployment: 'dpl_8fk2hs7', url: 'https://dpl-8fk2hs7.vercel.example' }),
  });
}

async function setThrice({ redis }: Stage): Promise<void> {
  for (let write = 1; write <= writesOfAStep; write += 1) await redis.set('{bench}:plain', value);
}

async function countStep({ redis }: Stage, store: Store): Promise<Commands> {
  const run = await openRun(store);
  return watchOwnCommands(redis, async () => {
    await aStep(run);
    // The wake-ups go out after what they follow.
    await delay(100);
  });
}
