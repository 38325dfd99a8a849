import { beginAsked, findAsked } from '../store/asked.ts';
import type { Context } from './context.ts';

/** A web process begins what it has acknowledged within moments, or has died, ms. */
const patienceMs = 5_000;

/** What was acknowledged, and left by the process that did so. */
export async function takeUpAsked({ store, log }: Pick<Context, 'store' | 'log'>): Promise<void> {
  for (const asked of await findAsked(store, store.now() - patienceMs)) {
    const { id } = asked.operation;
    log.warn({ operation: id }, 'begun by a worker: its web process did not');
    // One that cannot be begun holds up none of the others.
    await beginAsked(store, asked).catch((error: unknown) =>
      log.error({ operation: id, err: error }, 'not begun; it is tried again'),
    );
  }
}
