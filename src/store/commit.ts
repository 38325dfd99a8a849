import type { Lane } from '../domain/lane.ts';
import { setAlarm } from './alarms.ts';
import { behindFence, type Fence, FencedError } from './fence.ts';
import type { RedisClient } from './redis.ts';
import { type Guard, transact, type Write } from './transaction.ts';

/** Redis, the wake-up that follows a write, and the clock. */
export interface Store {
  readonly redis: RedisClient;
  /** Has a worker look at the lane, now or at a time (ms since the epoch). May be lost: the alarm in Redis is not. */
  wake(lane: Lane, at?: number): Promise<void>;
  now(): number;
}

export interface Change {
  readonly guards?: readonly Guard[];
  readonly writes: readonly Write[];
  /** Lanes that have work because of this change. */
  readonly wake?: readonly Lane[];
  /** The run that writes: refused when another has taken over. */
  readonly fence?: Fence | undefined;
}

/** One atomic change: all of it and the alarms of the lanes it wakes, or nothing (`lost`: a guard did not hold). */
export async function commit(store: Store, change: Change): Promise<'written' | 'lost'> {
  const wake = change.wake ?? [];
  const fence = change.fence && behindFence(change.fence);
  const outcome = await transact(store.redis, {
    guards: [...(fence ? [fence] : []), ...(change.guards ?? [])],
    writes: [...change.writes, ...wake.map((lane) => setAlarm(lane, store.now()))],
  });
  if (outcome.kind === 'lost') {
    if (change.fence && outcome.guard === fence) throw new FencedError(change.fence.lane);
    return 'lost';
  }
  await Promise.all(wake.map((lane) => store.wake(lane)));
  return 'written';
}
