import { setTimeout as pause } from 'node:timers/promises';
import { type Mutation, mutationsOf } from '../mutations.ts';
import type { JournalLine, World } from '../world.ts';

const platforms = new Set(['vercel', 'railway', 'neon', 'github']);

/** Reads the platforms' journals as they grow: a long soak is longer than they are. */
export class Effects {
  readonly mutations: Mutation[] = [];
  /** Requests that the sandbox did not know. */
  readonly unknown: JournalLine[] = [];
  /** How many requests something was made to go wrong with. */
  broken = 0;
  readonly #world: World;
  readonly #end = new AbortController();
  readonly #running: Promise<void>;
  #after = 0;

  constructor(world: World) {
    this.#world = world;
    this.#running = this.#follow();
    // Heard of in `stop`.
    this.#running.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
    await this.#read();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await pause(2_000, undefined, { signal }).catch(() => undefined);
      await this.#read();
    }
  }

  async #read(): Promise<void> {
    const path = `/_sandbox/requests?after=${this.#after}`;
    const lines = await this.#world.call<readonly JournalLine[]>('GET', path);
    this.#after = Math.max(this.#after, ...lines.map(({ number }) => number));
    this.mutations.push(...mutationsOf(lines.filter(({ service }) => platforms.has(service))));
    this.unknown.push(...lines.filter(({ unknown }) => unknown === true));
    this.broken += lines.filter(({ fault }) => fault !== undefined).length;
  }
}
