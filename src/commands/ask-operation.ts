import { type OperationId, parseSlackUserId } from '../domain/ids.ts';
import type { OperationRequest } from '../domain/request.ts';
import { acceptRequest } from '../store/requests.ts';
import type { Desk } from './desk.ts';
import { type Act, type Outcome, refused, unavailable } from './outcome.ts';

/** What somebody wants of an operation that is there: its own lane decides it. */
export type OperationWish =
  | { readonly kind: 'approve' | 'confirm' | 'take_back'; readonly digest: string }
  | { readonly kind: 'reject'; readonly digest: string; readonly reason: string }
  | { readonly kind: 'acknowledge' | 'nudge' | 'cancel' | 'stop_watching' };

export async function askOperation(
  { store, guarded, gone }: Desk,
  { user, team, channel, delivery }: Act,
  id: OperationId,
  wish: OperationWish,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const by = parseSlackUserId(user);
  const request: OperationRequest = { delivery, by, team, channel, at: store.now(), ...wish };
  const outcome = await guarded(() => acceptRequest(store, id, request));
  if (outcome === 'unavailable') return unavailable();
  return outcome === 'unknown_operation' ? refused(gone(id)) : { kind: 'accepted' };
}
