import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { type OperationId, parseOperationId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/store/commit.ts';
import { loadSteps } from '../../src/store/journal.ts';
import { keys } from '../../src/store/keys.ts';
import { loadEvents } from '../../src/store/operations.ts';
import { eventually } from './eventually.ts';
import { type Boundary, RedisGate } from './redis-gate.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { quickPlatforms, World } from './world.ts';

const lane = 'environment/mundo-tango/production';

export interface Worker {
  readonly gate: RedisGate;
  readonly process: ChildProcess;
  /** Of its health server. */
  readonly url: string;
}

/** One web process and two workers, each behind a gate of its own, over a Redis that the test may kill. */
export class CrashWorld {
  readonly world: World;
  readonly redis: RedisServer;
  readonly store: Store;
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
    const gate = await RedisGate.start(this.redis.url);
    const { url, process } = await this.world.startAnotherBot({ ROLE: 'worker', REDIS_URL: gate.url });
    process.once('exit', () => void gate.close());
    return { gate, process, url };
  }

  /** Resolves with the worker that has come to the boundary and stays there. */
  async hold(step: string, boundary: Boundary): Promise<Worker> {
    const held = await Promise.race(
      this.#workers.map(async (worker) => {
        await worker.gate.hold(step, boundary);
        return worker;
      }),
    );
    for (const worker of this.#workers) if (worker !== held) worker.gate.open();
    return held;
  }

  async newestOperation(): Promise<OperationId> {
    const [last] = await this.store.redis.xrevrange(keys.audit, '+', '-', 'COUNT', 1);
    const fields = last?.[1] ?? [];
    return parseOperationId(fields[fields.indexOf('operation') + 1] ?? '');
  }

  async statusOf(operation: OperationId, step: string): Promise<string | undefined> {
    return (await loadSteps(this.store, operation)).find(({ id }) => id === step)?.status;
  }

  async events(operation: OperationId): Promise<readonly string[]> {
    const events = await loadEvents(this.store, operation);
    return events.map((event) => ('step' in event ? `${event.kind} ${event.step}` : event.kind)).toSorted();
  }

  /** How many messages Slack has not been shown yet. */
  async untold(): Promise<number> {
    return this.store.redis.zcard(keys.outbox('C0DEPLOYS'));
  }

  /** Which run of the environment's lane it is: a higher number says that another has taken over. */
  async turn(): Promise<number> {
    return Number(await this.store.redis.get(keys.fence(lane)));
  }

  async nextTurn(after: number, withinMs: number): Promise<void> {
    await eventually(async () => ((await this.turn()) > after ? true : undefined), {
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

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

export async function ended(process: ChildProcess): Promise<void> {
  if (isAlive(process)) await once(process, 'exit');
}
