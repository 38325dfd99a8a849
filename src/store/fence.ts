import { randomInt } from 'node:crypto';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import type { Guard } from './transaction.ts';

/** The right to write for one run of a lane: void as soon as another run has started. */
export interface Fence {
  readonly lane: string;
  /** When the run started, and digits that no other run has: never given out twice, also after Redis was emptied. */
  readonly token: string;
}

/** A lane that nobody uses any more leaves nothing behind. A longer run would be taken up by another worker. */
const keptForMs = 7 * 24 * 3_600_000;
const mostRandom = 2 ** 48 - 1;

export async function raiseFence(redis: RedisClient, lane: string): Promise<Fence> {
  const token = `${Date.now()}.${randomInt(mostRandom)}`;
  await redis.set(keys.fence(lane), token, 'PX', keptForMs);
  return { lane, token };
}

export function behindFence(fence: Fence): Guard {
  return ['equals', keys.fence(fence.lane), fence.token];
}

/** Another run of the lane has started: this one must write nothing and stop. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor(lane: string) {
    super(`another worker has taken over ${lane}`);
  }
}
