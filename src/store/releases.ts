import type { Release } from '../domain/release.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

const kept = 200;

export function releaseWrites(release: Release): readonly Write[] {
  const list = keys.releases(release.app, release.environment);
  return [
    ['SET', keys.release(release.id), JSON.stringify(release)],
    ['LPUSH', list, release.id],
    ['LTRIM', list, '0', String(kept - 1)],
  ];
}

/** Newest first. */
export async function recentReleases(
  store: Store,
  place: { readonly app: string; readonly environment: string },
  count: number,
): Promise<readonly Release[]> {
  const ids = await store.redis.lrange(keys.releases(place.app, place.environment), 0, count - 1);
  if (ids.length === 0) return [];
  const lines = await store.redis.mget(ids.map(keys.release));
  return lines.flatMap((line) => (line ? [JSON.parse(line) as Release] : []));
}
