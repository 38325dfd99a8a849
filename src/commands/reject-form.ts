import { alreadyOver } from '../domain/already-over.ts';
import type { Action } from '../slack/views/actions.ts';
import { rejectModal } from '../slack/views/modals.ts';
import { findOperation } from '../store/operations.ts';
import type { Desk } from './desk.ts';
import { type Outcome, refused, unavailable } from './outcome.ts';

/** The form that asks why. */
export async function rejectForm(
  { store, guarded, gone }: Desk,
  action: Action & { kind: 'reject' },
  channel: string,
): Promise<Exclude<Outcome, { kind: 'accepted' }>> {
  const operation = await guarded(() => findOperation(store, action.operation));
  if (operation === 'unavailable') return unavailable();
  if (!operation) return refused(gone(action.operation));
  if (!operation.plan || operation.state !== 'awaiting_approval') return refused(alreadyOver(operation));
  const { id, environment, plan } = operation;
  return {
    kind: 'modal',
    view: rejectModal({
      operation: id,
      channel,
      digest: action.digest,
      environment,
      commit: plan.commit.sha,
      rejects: plan.kind,
    }),
  };
}
