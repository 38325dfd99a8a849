import type { Policy } from '../domain/environment.ts';
import type { Nod, Operation } from '../domain/operation.ts';
import type { OperationRequest } from '../domain/request.ts';
import { forgetNods, keepNods } from '../store/kept-nods.ts';
import type { Write } from '../store/transaction.ts';

/** A complete approval is kept for a retry; who takes a nod back or rejects the plan ends that. */
export function keptNodsWrites(
  { approval, state, id }: Pick<Operation, 'approval' | 'state' | 'id'>,
  request: OperationRequest,
  { policy, now }: { readonly policy: Policy; readonly now: number },
): readonly Write[] {
  if (!approval) return [];
  if (request.kind === 'take_back' || request.kind === 'reject') return [forgetNods(approval.digest)];
  const until = now + policy.approvals.reuseForMs;
  if (request.kind !== 'approve' || state !== 'queued' || until === now) return [];
  const nods = approval.nods.map((nod): Nod => ({ ...nod, from: nod.from ?? { operation: id, until } }));
  const soonest = Math.min(...nods.map(({ from }) => from?.until ?? until));
  return soonest > now ? [keepNods(approval.digest, nods, { now, until: soonest })] : [];
}
