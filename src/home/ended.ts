import type { HomeOperation } from '../slack/views/home-view.ts';
import type { Store } from '../store/commit.ts';
import { endedLast } from '../store/ended.ts';
import { loadMessage } from '../store/messages.ts';
import { findOperation } from '../store/operations.ts';
import { homeOperation } from './operation.ts';
import type { Place } from './place.ts';

const most = 8;

/** What ended last, the newest first. What the configuration has dropped since is left out. */
export async function findEnded(store: Store, places: readonly Place[]): Promise<readonly HomeOperation[]> {
  const ids = await endedLast(store, most);
  const found = await Promise.all(
    ids.map((id) => Promise.all([findOperation(store, id), loadMessage(store, id)])),
  );
  const shown = found.map(async ([operation, message]) => {
    const place = places.find(
      ({ app, environment }) => app.name === operation?.app && environment.name === operation.environment,
    );
    const card = message?.link;
    return operation && place
      ? [await homeOperation(store, place, { operation, ...(card !== undefined && { card }) })]
      : [];
  });
  return (await Promise.all(shown)).flat();
}
