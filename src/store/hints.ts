import { type Lane, laneName } from '../domain/lane.ts';
import { commit, type Store } from './commit.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './redis.ts';

const knownForMs = 24 * 3_600_000;

/** Tells all workers, once per delivery, that looking at what these lanes wait for may be worth it. */
export async function giveHint(
  store: Store,
  { delivery, lanes }: { readonly delivery: string; readonly lanes: readonly Lane[] },
): Promise<'given' | 'known'> {
  const known = keys.webhook(delivery);
  const outcome = await commit(store, {
    guards: [['absent', known]],
    writes: [
      ['SET', known, '', 'PX', String(knownForMs)],
      ...lanes.map((lane) => ['PUBLISH', keys.hints, laneName(lane)] as const),
    ],
  });
  return outcome === 'written' ? 'given' : 'known';
}

/** Takes a connection of its own, which can do nothing else. What is published while it is broken is not heard. */
export async function hearHints(redis: RedisClient, heard: (lane: string) => void): Promise<void> {
  redis.on('message', (_channel, lane) => heard(lane));
  await redis.subscribe(keys.hints);
}
