/** One holder at a time, in the order of asking. */
export interface Turns {
  /** Resolves with the function that gives the turn back. */
  take(): Promise<() => void>;
  /** Runs `work` alone. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  const take = async () => {
    const before = last;
    let release: () => void = () => {};
    last = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  };
  return {
    take,
    async alone(work) {
      const release = await take();
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
