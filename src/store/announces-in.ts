import type { App } from '../domain/environment.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';

/** The channel in which is told what nobody asked for: named, else the app's first, else where it was used last. */
export async function announcesIn(
  store: Store,
  { name, announce, channels }: App,
): Promise<string | undefined> {
  return announce ?? channels[0] ?? (await store.redis.get(keys.lastChannel(name))) ?? undefined;
}
