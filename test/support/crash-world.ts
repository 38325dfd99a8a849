import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { type OperationId, parseOperationId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/store/commit.ts';
import { loadSteps } from '../../src/store/journal.ts';
import { keys } from '../../src/store/keys.ts';
import { loadEvents, loadOperation } from '../../src/store/operations.ts';
import { eventually } from './eventually.ts';
import type { Point } from './journal-moments.ts';
import { RedisGate } from './redis-gate.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { type Configuration, quickPlatforms, World } from './world.ts';

export interface Worker {
  readonly gate: RedisGate;
  readonly process: ChildProcess;
  /** Of its health server. */
  readonly url: string;
}

export interface Held {
  readonly worker: Worker;
  readonly lane: string;
}

/** One web process and two workers, each behind a gate of its own, over a Redis that the test may kill. */
export class CrashWorld {
  readonly world: World;
  readonly redis: RedisServer;
  readonly store: Store;
  readonly #moments: string[] = [];
  #workers: readonly Worker[] = [];

  private constructor(world: World, redis: RedisServer) {
    this.world = world;
    this.redis = redis;
    const client = new Redis(redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    client.on('error', () => undefined);
    this.store = { redis: client, now: Date.now, wake: async () => undefined };
  }

  static async start(env: Readonly<Record<string, string>>): Promise<CrashWorld> {
    const redis = await startRedis();
    const world = await World.start({
      redisUrl: redis.url,
      bot: 'none',
      settings: quickPlatforms,
      configure: shorten,
      env: { LOG_LEVEL: 'warn', ...env },
    });
    const crash = new CrashWorld(world, redis);
    try {
      await world.startBot({ ROLE: 'web' });
      await crash.mendWorkers();
      return crash;
    } catch (error) {
      await crash.stop();
      throw error;
    }
  }

  get workers(): readonly Worker[] {
    return this.#workers;
  }

  /** Two workers again, whatever became of those before. */
  async mendWorkers(): Promise<void> {
    const alive = this.#workers.filter((worker) => isAlive(worker.process));
    const fresh = Array.from({ length: 2 - alive.length }, () => this.#startWorker());
    this.#workers = [...alive, ...(await Promise.all(fresh))];
  }

  async #startWorker(): Promise<Worker> {
    const gate = await RedisGate.start(this.redis.url, (moment) => this.#moments.push(moment));
    const { url, process } = await this.world.startAnotherBot({ ROLE: 'worker', REDIS_URL: gate.url });
    process.once('exit', () => void gate.close());
    return { gate, process, url };
  }

  /** Resolves with the worker that has come to the point and stays there, and the lane that it runs. */
  async hold(point: Pick<Point, 'moment' | 'keep'>): Promise<Held> {
    const held = await Promise.race(
      this.#workers.map(async (worker) => ({ worker, lane: await worker.gate.hold(point) })),
    );
    for (const worker of this.#workers) if (worker !== held.worker) worker.gate.open();
    return held;
  }

  /** What the workers have written since the last time, in the order in which they did. */
  takeMoments(): readonly string[] {
    return this.#moments.splice(0);
  }

  async newestOperation(): Promise<OperationId> {
    const [last] = await this.store.redis.xrevrange(keys.audit, '+', '-', 'COUNT', 1);
    const fields = last?.[1] ?? [];
    return parseOperationId(fields[fields.indexOf('operation') + 1] ?? '');
  }

  /** Whether Redis has what the worker wrote. */
  async has(operation: OperationId, moment: string): Promise<boolean> {
    const steps = await loadSteps(this.store, operation);
    const { state } = await loadOperation(this.store, operation);
    const [subject, status] = moment.split(/[ ,]+/);
    return subject === 'operation'
      ? state === status
      : steps.some(({ id, status: now }) => id === subject && now === status);
  }

  async events(operation: OperationId): Promise<readonly string[]> {
    const events = await loadEvents(this.store, operation);
    return events.map((event) => ('step' in event ? `${event.kind} ${event.step}` : event.kind)).toSorted();
  }

  /** How many messages Slack has not been shown yet. */
  async untold(): Promise<number> {
    return this.store.redis.zcard(keys.outbox('C0DEPLOYS'));
  }

  /** Which run of the lane it is: a higher number says that another has taken over. */
  async turn(lane: string): Promise<number> {
    return Number(await this.store.redis.get(keys.fence(lane)));
  }

  async nextTurn(lane: string, after: number, withinMs: number): Promise<void> {
    await eventually(async () => ((await this.turn(lane)) > after ? true : undefined), {
      what: 'another worker to take the lane over',
      withinMs,
    });
  }

  async stop(): Promise<void> {
    this.store.redis.disconnect();
    await this.world.stop();
    await this.redis.stop();
  }
}

/** What is to fail shall not take minutes to. */
function shorten({ apps }: Configuration): void {
  const { production } = apps['mundo-tango'].environments;
  if (!production) return;
  const { policy } = production;
  production.policy = {
    ...policy,
    deadlines: { health: '3s', verify: '3s' },
    // One press is as good as two where it is not what the story is about.
    approvals: { ...(policy?.['approvals'] as object), data: { required: 1 } },
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

export async function ended(process: ChildProcess): Promise<void> {
  if (isAlive(process)) await once(process, 'exit');
}
