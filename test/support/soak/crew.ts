import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../world.ts';

/** The workers, each of which may be killed and is replaced then. */
export class Crew {
  readonly #world: World;
  readonly #workers: ChildProcess[];

  private constructor(world: World, workers: ChildProcess[]) {
    this.#world = world;
    this.#workers = workers;
  }

  static async start(world: World, count: number): Promise<Crew> {
    const started = await Promise.all(Array.from({ length: count }, () => startWorker(world)));
    return new Crew(world, started);
  }

  async replace(index: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await this.#world.stopBot(signal, this.#at(index));
    this.#workers[index] = await startWorker(this.#world);
  }

  async freeze(index: number, forMs: number): Promise<void> {
    const worker = this.#at(index);
    worker.kill('SIGSTOP');
    try {
      await pause(forMs);
    } finally {
      worker.kill('SIGCONT');
    }
  }

  /** Workers that ended although nobody ended them. */
  dead(): readonly string[] {
    return this.#workers.flatMap(({ exitCode, signalCode }, index) =>
      exitCode === null && signalCode === null ? [] : [`worker ${index} ended: ${exitCode ?? signalCode}`],
    );
  }

  #at(index: number): ChildProcess {
    const worker = this.#workers[index];
    if (!worker) throw new Error(`there is no worker ${index}`);
    return worker;
  }
}

async function startWorker(world: World): Promise<ChildProcess> {
  return (await world.startAnotherBot({ ROLE: 'worker' })).process;
}
