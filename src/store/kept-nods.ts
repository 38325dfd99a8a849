import type { Nod } from '../domain/operation.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

/** The nods of an approval that was complete, for a retry of the identical plan. */
export interface KeptNods {
  readonly nods: readonly Nod[];
  /** Holds while they are neither forgotten nor replaced. */
  readonly guard: Guard;
}

/** `until`: ms since the epoch. */
export function keepNods(digest: string, nods: readonly Nod[], times: { now: number; until: number }): Write {
  const lasts = Math.max(1, times.until - times.now);
  return ['SET', keys.keptNods(digest), JSON.stringify(nods), 'PX', String(lasts)];
}

export function forgetNods(digest: string): Write {
  return ['DEL', keys.keptNods(digest)];
}

export async function findKeptNods(store: Store, digest: string): Promise<KeptNods | undefined> {
  const key = keys.keptNods(digest);
  const text = await store.redis.get(key);
  if (text === null) return undefined;
  return { nods: JSON.parse(text) as readonly Nod[], guard: ['equals', key, text] };
}
