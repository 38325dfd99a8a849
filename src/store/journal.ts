import type { OperationEvent } from '../domain/event.ts';
import type { OperationId } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { StepRecord } from '../domain/step.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { threadWrites } from './messages.ts';
import { channelOf, eventWrites, redrawWrites } from './operations.ts';

/** Every step that was begun, oldest first. */
export async function loadSteps(store: Store, id: OperationId): Promise<readonly StepRecord[]> {
  const lines = await store.redis.hvals(keys.steps(id));
  return lines
    .map((line) => JSON.parse(line) as StepRecord)
    .toSorted((a, b) => a.intentAt - b.intentAt || a.id.localeCompare(b.id));
}

/** Writes one step and what happened to it, behind the fence of the run; the card is drawn again. `told`: in the thread too. */
export async function writeStep(
  store: Store,
  operation: Operation,
  step: StepRecord,
  options: { readonly fence: Fence; readonly events: readonly OperationEvent[]; readonly told: boolean },
): Promise<void> {
  const { fence, events, told } = options;
  await commit(store, {
    writes: [
      ['HSET', keys.steps(operation.id), step.id, JSON.stringify(step)],
      ...eventWrites(operation, events),
      ...(told ? threadWrites(operation, events) : []),
      ...redrawWrites(operation, store.now()),
    ],
    wake: [channelOf(operation)],
    fence,
  });
}
