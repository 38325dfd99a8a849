import type { Release } from '../domain/release.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

type Place = { readonly app: string; readonly environment: string };

/** Of each environment. */
const kept = 200;

/** Whoever writes is the only one that releases to this environment now. `found`: goes before the very first one. */
export async function releaseWrites(
  store: Store,
  release: Release,
  found?: Release,
): Promise<readonly Write[]> {
  const list = keys.releases(release.app, release.environment);
  const oldest = await store.redis.lrange(list, kept - 1, -1);
  const all = [...(found ? [found] : []), release];
  return [
    ...all.map((one): Write => ['SET', keys.release(one.id), JSON.stringify(one)]),
    ...all.map(({ id }): Write => ['LPUSH', list, id]),
    ['LTRIM', list, '0', String(kept - 1)],
    ...oldest.map((id): Write => ['DEL', keys.release(id)]),
  ];
}

/** Newest first. */
export async function recentReleases(store: Store, place: Place, count: number): Promise<readonly Release[]> {
  const ids = await store.redis.lrange(keys.releases(place.app, place.environment), 0, count - 1);
  if (ids.length === 0) return [];
  const lines = await store.redis.mget(ids.map(keys.release));
  return lines.flatMap((line) => (line ? [JSON.parse(line) as Release] : []));
}
