import { pino } from 'pino';
import type { LaneQueue } from '../src/jobs/queue.ts';
import { openStore } from '../src/processes.ts';
import type { Store } from '../src/store/commit.ts';
import type { Stage } from './stage.ts';

export interface QuietStore {
  readonly store: Store;
  readonly queue: LaneQueue;
}

/** Says nothing, not even the audit lines that no level silences. */
export const quiet = pino({ level: 'silent' }, { write: () => undefined });

/** The bot's own, on the bench's connection. */
export async function openQuietStore({ redis, settings }: Stage): Promise<QuietStore> {
  return openStore(redis, { settings, log: quiet });
}
