import { setTimeout as delay } from 'node:timers/promises';

export interface Waiting {
  readonly deadlineMs: number;
  /** `Redis to answer` */
  readonly what: string;
  /** Why waiting is pointless, should it resolve. */
  readonly unless?: Promise<string>;
}

/** Asks again every 25 ms; throws at the deadline, or with the reason why it is pointless. */
export async function waitUntil(isSo: () => Promise<boolean>, waiting: Waiting): Promise<void> {
  const deadline = Date.now() + waiting.deadlineMs;
  let pointless: string | undefined;
  void waiting.unless?.then((why) => {
    pointless = why;
  });
  while (!(await isSo())) {
    if (pointless !== undefined) throw new Error(pointless);
    if (Date.now() > deadline) {
      throw new Error(`Waited ${waiting.deadlineMs / 1000} s for ${waiting.what}.`);
    }
    await delay(25);
  }
}
