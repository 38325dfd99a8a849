import { Queue } from 'bullmq';
import { type Lane, laneName } from '../domain/lane.ts';
import { queuePrefix } from '../store/keys.ts';
import type { RedisClient } from '../store/redis.ts';

export const queueName = 'lanes';
export const sweepJob = 'sweep';

export interface WakeJob {
  readonly lane: string;
}

export type LaneQueue = Queue<WakeJob>;

export function openQueue(connection: RedisClient): LaneQueue {
  return new Queue<WakeJob>(queueName, { connection, prefix: queuePrefix });
}

/**
 * Has a worker look at the lane, now or at a time (ms since the epoch). However often it is said, one job waits and one runs at most, and one that was said
 * while the lane ran is not lost (docs: "keep last if active").
 */
export async function wakeLane(queue: LaneQueue, lane: Lane, at?: number): Promise<void> {
  const name = laneName(lane);
  if (at !== undefined) {
    const once = { deduplication: { id: `${name}@${at}` }, removeOnComplete: true, removeOnFail: true };
    await queue.add('alarm', { lane: name }, { delay: Math.max(0, at - Date.now()), ...once });
    return;
  }
  await queue.add(
    'wake',
    { lane: name },
    { deduplication: { id: name, keepLastIfActive: true }, removeOnComplete: true, removeOnFail: true },
  );
}
