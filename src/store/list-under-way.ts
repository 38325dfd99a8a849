import type { Operation } from '../domain/operation.ts';
import type { Store } from './commit.ts';
import { inboxOf } from './inbox.ts';
import { loadMessage } from './messages.ts';
import { operationsUnderWay } from './operations.ts';
import type { Place } from './under-way.ts';

export interface ListedOperation {
  readonly operation: Operation;
  /** 1: about to start. The one that runs counts too. */
  readonly queuePlace?: number;
  /** Address of its card. */
  readonly card?: string;
}

/** What runs and waits in an environment, oldest first, as lists show it. */
export async function listUnderWay(store: Store, place: Place): Promise<readonly ListedOperation[]> {
  const [{ operations }, inbox] = await Promise.all([
    operationsUnderWay(store, place),
    inboxOf(store, place),
  ]);
  const cards = await Promise.all(operations.map(({ id }) => loadMessage(store, id)));
  return operations.map((operation, index) => {
    const queuePlace = inbox.indexOf(operation.id) + 1;
    const card = cards[index]?.link;
    return { operation, ...(queuePlace > 0 && { queuePlace }), ...(card !== undefined && { card }) };
  });
}
