import type { Release } from '../domain/release.ts';
import { commit, type Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

/*
 * Redis came up empty, or the environment is new: its releases are looked for on the platforms once. The note that this
 * was done holds the ids of those GitHub Deployments of which no end is known.
 */

type Place = { readonly app: string; readonly environment: string };

export async function isRebuilt(store: Store, { app, environment }: Place): Promise<boolean> {
  return (await store.redis.exists(keys.rebuilt(app, environment))) === 1;
}

/** `releases`: newest first. `lost`: another worker was first, or something was released meanwhile. */
export async function keepRebuilt(
  store: Store,
  place: Place,
  found: { readonly releases: readonly Release[]; readonly leftOpen: readonly number[] },
): Promise<'written' | 'lost'> {
  const list = keys.releases(place.app, place.environment);
  return commit(store, {
    guards: [
      ['absent', keys.rebuilt(place.app, place.environment)],
      ['absent', list],
    ],
    writes: [
      ...found.releases.flatMap((release): Write[] => [
        ['SET', keys.release(release.id), JSON.stringify(release)],
        ['RPUSH', list, release.id],
      ]),
      rebuiltWrite(place, found.leftOpen),
    ],
  });
}

export function rebuiltWrite({ app, environment }: Place, leftOpen: readonly number[]): Write {
  return ['SET', keys.rebuilt(app, environment), JSON.stringify({ leftOpen })];
}

export async function leftOpenOnGithub(
  store: Store,
  { app, environment }: Place,
): Promise<readonly number[]> {
  const line = await store.redis.get(keys.rebuilt(app, environment));
  return line === null ? [] : (JSON.parse(line) as { leftOpen: readonly number[] }).leftOpen;
}
