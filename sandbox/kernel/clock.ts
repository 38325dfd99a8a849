import type { Clock } from './contract.ts';

/** Node fires timers longer than this at once. */
const longestTimer = 2 ** 31 - 1;

export function createClock(): Clock {
  let offset = 0;
  const sleepers = new Set<() => void>();
  const now = () => Date.now() + offset;

  return {
    now,
    advance(ms) {
      offset += ms;
      for (const wakeIfDue of sleepers) wakeIfDue();
    },
    sleep(ms, signal) {
      const due = now() + ms;
      return new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout | undefined;
        const stop = () => {
          clearTimeout(timer);
          sleepers.delete(wakeIfDue);
          signal?.removeEventListener('abort', abort);
        };
        const abort = () => {
          stop();
          reject(signal?.reason as Error);
        };
        const wakeIfDue = () => {
          clearTimeout(timer);
          const left = due - now();
          if (left > 0) {
            timer = setTimeout(wakeIfDue, Math.min(left, longestTimer)).unref();
            return;
          }
          stop();
          resolve();
        };
        if (signal?.aborted === true) {
          abort();
          return;
        }
        signal?.addEventListener('abort', abort);
        sleepers.add(wakeIfDue);
        wakeIfDue();
      });
    },
  };
}
