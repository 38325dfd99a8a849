import { parseSlackUserId } from '../domain/ids.ts';
import { wantHome } from '../store/homes.ts';
import type { Desk } from './desk.ts';
import { type Outcome, unavailable } from './outcome.ts';

/** Has somebody's Home drawn by a worker. */
export async function home(
  { store, guarded }: Desk,
  user: string,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  const wanted = await guarded(() => wantHome(store, parseSlackUserId(user)));
  return wanted === 'unavailable' ? unavailable() : { kind: 'accepted' };
}
