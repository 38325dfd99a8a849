/** Numbers that a seed decides (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(least: number, most: number): number {
    return Math.floor(least + this.number() * (most - least + 1));
  }

  pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.number() * from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  /** Each is picked as often as its weight says. */
  weigh<T>(from: readonly (readonly [weight: number, value: T])[]): T {
    const all = from.reduce((sum, [weight]) => sum + weight, 0);
    let rest = this.number() * all;
    for (const [weight, value] of from) {
      rest -= weight;
      if (rest < 0) return value;
    }
    throw new Error('nothing to weigh');
  }

  /** A row of numbers of its own, which what is drawn here afterwards does not change. */
  fork(): Random {
    return new Random(Math.floor(this.number() * 2 ** 32));
  }
}
