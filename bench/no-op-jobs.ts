import { setTimeout as delay } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';

export const noOpQueue = 'no-op';
export const noOpPrefix = '{no-op}';

const bulk = 500;
const options = { removeOnComplete: true, removeOnFail: true };

/** Jobs that do nothing, for the worker of no-op-worker.ts. */
export class NoOpJobs {
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #waiting = new Map<string, () => void>();
  #added = 0;

  constructor(redis: Redis) {
    this.#queue = new Queue(noOpQueue, { connection: redis, prefix: noOpPrefix });
    this.#events = new QueueEvents(noOpQueue, { connection: redis, prefix: noOpPrefix });
    this.#events.on('completed', ({ jobId }) => {
      this.#waiting.get(jobId)?.();
      this.#waiting.delete(jobId);
    });
  }

  async ready(): Promise<void> {
    await Promise.all([this.#queue.waitUntilReady(), this.#events.waitUntilReady()]);
  }

  /** The next is added when the one before is done. Answers how many were done. */
  async oneAfterAnother(forMs: number): Promise<number> {
    const until = performance.now() + forMs;
    let done = 0;
    for (; performance.now() < until; done += 1) {
      this.#added += 1;
      const jobId = `one-${this.#added}`;
      const finished = new Promise<void>((resolve) => this.#waiting.set(jobId, resolve));
      await this.#queue.add('no-op', {}, { ...options, jobId });
      await finished;
    }
    return done;
  }

  /** Has so many wait until `drain`. */
  async fill(count: number): Promise<void> {
    await this.#queue.pause();
    const jobs = Array.from({ length: bulk }, () => ({ name: 'no-op', data: {}, opts: options }));
    for (let added = 0; added < count; added += bulk) await this.#queue.addBulk(jobs);
  }

  /** Lets them be done. Answers how many they were. */
  async drain(): Promise<number> {
    const count = await this.#left();
    await this.#queue.resume();
    while ((await this.#left()) > 0) await delay(10);
    return count;
  }

  async close(): Promise<void> {
    await Promise.all([this.#queue.close(), this.#events.close()]);
  }

  async #left(): Promise<number> {
    const counts = await this.#queue.getJobCounts('waiting', 'active');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }
}
