import type { App, Environment } from '../domain/environment.ts';
import type { HomeOperation } from '../slack/views/home-view.ts';
import type { Store } from '../store/commit.ts';
import { loadSteps } from '../store/journal.ts';
import type { ListedOperation } from '../store/list-under-way.ts';

/** An operation as far as the first lines of its card go. */
export async function homeOperation(
  store: Store,
  place: { readonly app: App; readonly environment: Environment },
  { operation, queuePlace, card }: ListedOperation,
): Promise<HomeOperation> {
  const steps = operation.state === 'running' ? await loadSteps(store, operation.id) : [];
  const planned = operation.plan?.steps ?? [];
  const queued = queuePlace === undefined ? {} : { queuePlace };
  const model = { ...place, operation, steps, planned, ...queued, now: store.now() };
  return { model, ...(card !== undefined && { card }) };
}
