import type { App } from '../domain/environment.ts';
import { askedAt, type OperationId } from '../domain/ids.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Store } from '../store/commit.ts';
import { createPace, type Pace } from '../time/pace.ts';

export interface CommandsOptions {
  readonly store: Store;
  readonly apps: readonly App[];
  /** How long what is finished stays in Redis, ms. */
  readonly retentionMs: number;
  readonly log: { error(facts: object, text: string): void; info(facts: object, text: string): void };
}

/** What every command works with. */
export interface Desk extends CommandsOptions {
  /** What Slack takes from us in one channel: beyond it a worker posts the card, in its time. */
  readonly firstPosts: Pace;
  /** Redis does not answer: the person is told at once, and nothing is half done. */
  readonly guarded: <T>(call: () => Promise<T>) => Promise<T | 'unavailable'>;
  /** What has no record is finished for long, or Redis was lost since. */
  readonly gone: (id: OperationId) => Refusal;
}

export function openDesk(options: CommandsOptions): Desk {
  const { store, retentionMs, log } = options;
  return {
    ...options,
    firstPosts: createPace({ burst: 5, everyMs: 1_000 }),
    async guarded(call) {
      try {
        return await call();
      } catch (error) {
        log.error({ err: error }, 'Redis did not take a request');
        return 'unavailable';
      }
    },
    gone: (id) =>
      store.now() - askedAt(id) > retentionMs
        ? { code: 'operation_retired', facts: { duration: retentionMs } }
        : { code: 'operation_lost', facts: {} },
  };
}
