import type { OperationId } from '../domain/ids.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { Beside } from './beside.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import { offeringBack, refusedBy } from './offers.ts';
import { channelOf, findOperation, redrawWrites } from './operations.ts';
import { nothingMoves } from './under-way.ts';

/** Goes with a new release: the cards that offer to go back from what was live before lose that button. */
export async function withdrawBack(store: Store, place: StopPlace): Promise<Beside> {
  const index = keys.offeringBack(place.app, place.environment);
  return withdraw(store, place, { index, list: () => offeringBack(store, place) });
}

/** Goes with the end of a stop sign, or with its becoming another's. */
export async function withdrawRefused(store: Store, place: StopPlace, sign: string): Promise<Beside> {
  return withdraw(store, place, { index: keys.refusedBy(sign), list: () => refusedBy(store, sign) });
}

/** None comes onto the list meanwhile: it would keep its button. A card whose operation has left Redis stays as it is. */
async function withdraw(
  store: Store,
  place: StopPlace,
  { index, list }: { readonly index: string; readonly list: () => Promise<readonly OperationId[]> },
): Promise<Beside> {
  const guard = await nothingMoves(store, place);
  const ids = await list();
  const operations = await Promise.all(ids.map((id) => findOperation(store, id)));
  const known = operations.filter((operation) => operation !== undefined);
  return {
    guards: [guard, ...known.map(({ id }) => ['present', keys.operation(id)] as const)],
    writes: [
      ...known.flatMap((operation) => redrawWrites(operation, store.now())),
      ...ids.map((id) => ['SREM', index, id] as const),
    ],
    wake: known.map(channelOf),
  };
}
