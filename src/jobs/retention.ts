import { needsAcknowledgement } from '../domain/emergency.ts';
import type { OperationId } from '../domain/ids.ts';
import { isOver, type Operation } from '../domain/operation.ts';
import { trimAudit } from '../store/audit.ts';
import { commit, type Store } from '../store/commit.ts';
import { endedBefore, forgetEnded, forgetOperation, lookAgain } from '../store/ended.ts';
import { isUntold } from '../store/messages.ts';
import { findOperation } from '../store/operations.ts';
import { recentReleases } from '../store/releases.ts';
import { writeAudit } from './audit.ts';
import type { Context } from './context.ts';

const atOnce = 500;
const lookAgainMs = 3_600_000;

/**
 * What ended longer ago than is kept leaves Redis, once its audit lines are out: the list is read first, and what is on
 * it wrote to the stream before. Several workers may do this at once.
 */
export async function applyRetention(context: Pick<Context, 'store' | 'log' | 'retentionMs'>): Promise<void> {
  const { store, log, retentionMs } = context;
  const before = store.now() - retentionMs;
  const ended = await endedBefore(store, before, atOnce);
  await writeAudit(context);
  await trimAudit(store, before);
  let left = 0;
  for (const id of ended) {
    if (await retire(store, id)) left += 1;
    else await lookAgain(store, id, before + lookAgainMs);
  }
  if (left > 0) log.info({ operations: left }, 'finished operations left Redis');
}

async function retire(store: Store, id: OperationId): Promise<boolean> {
  const operation = await findOperation(store, id);
  if (!operation) return (await commit(store, { writes: [forgetEnded(id)] })) === 'written';
  if (!isOver(operation.state) || needsAcknowledgement(operation)) return false;
  if ((await isUntold(store, operation)) || (await isLive(store, operation))) return false;
  return (await forgetOperation(store, operation)) === 'written';
}

/** The card of what is live stays answerable, however old it is. */
async function isLive(store: Store, operation: Operation): Promise<boolean> {
  if (operation.state !== 'succeeded') return false;
  const [newest] = await recentReleases(store, operation, 1);
  return newest?.operation === operation.id;
}
