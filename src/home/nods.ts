import { type Approvers, lookUpAsker } from '../approvals/asker.ts';
import { waitsForNod } from '../approvals/may-nod.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { HomeOperation } from '../slack/views/home-view.ts';
import type { SeenPlace } from './place.ts';

interface SortedOperations {
  /** For the nod of this very person. */
  readonly waiting: readonly HomeOperation[];
  readonly others: readonly HomeOperation[];
  /** Slack does not say of each whether they may give it. */
  readonly unknown: boolean;
}

/** What runs and waits, told apart by the rule that decides on a nod when it is given. */
export async function sortByNod(
  people: Approvers,
  places: readonly SeenPlace[],
  asker: { readonly user: SlackUserId; readonly now: number },
): Promise<SortedOperations> {
  const sorted = await Promise.all(
    places.flatMap(({ environment: { policy }, underWay }) =>
      underWay.map(async (each) => {
        const { operation } = each.model;
        const rules = operation.approval?.rules ?? [];
        const person = { user: asker.user, team: '' };
        const { standing, counts } = await lookUpAsker(people, person, { rules });
        const nod = { by: asker.user, at: asker.now, rules: counts };
        return { each, stands: waitsForNod(operation, nod, { standing, policy }) };
      }),
    ),
  );
  return {
    waiting: sorted.filter(({ stands }) => stands === 'waits').map(({ each }) => each),
    others: sorted.filter(({ stands }) => stands !== 'waits').map(({ each }) => each),
    unknown: sorted.some(({ stands }) => stands === 'unknown'),
  };
}
