import { type Lane, laneName } from '../domain/lane.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';
import type { Write } from './transaction.ts';

/** When a lane must be looked at next, at the latest: work that a lost wake-up would leave lying is found by it. */
export function setAlarm(lane: Lane, at: number): Write {
  return ['ZADD', keys.alarms, String(at), laneName(lane)];
}

/** Each at its time, or as early as it is set already. */
export function setAlarmsBy(alarms: readonly (readonly [lane: Lane, at: number])[]): Write {
  return ['ZADD', keys.alarms, 'LT', ...alarms.flatMap(([lane, at]) => [String(at), laneName(lane)])];
}

/** At `at`, unless it is set already. */
export function setAlarmUnlessSet(lane: Lane, at: number): Write {
  return ['ZADD', keys.alarms, 'NX', String(at), laneName(lane)];
}

export function clearAlarm(lane: Lane): Write {
  return ['ZREM', keys.alarms, laneName(lane)];
}

export async function dueLanes(redis: RedisClient, now: number): Promise<readonly string[]> {
  return redis.zrangebyscore(keys.alarms, '-inf', now, 'LIMIT', 0, 500);
}
