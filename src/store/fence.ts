import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import type { Guard } from './transaction.ts';

/** The right to write for one run of a lane: void as soon as another run has started. */
export interface Fence {
  readonly lane: string;
  readonly token: string;
}

export async function raiseFence(redis: RedisClient, lane: string): Promise<Fence> {
  return { lane, token: String(await redis.incr(keys.fence(lane))) };
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
