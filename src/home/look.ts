import type { Approvers } from '../approvals/asker.ts';
import type { App, Who } from '../domain/environment.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { Permission } from '../domain/permission.ts';
import type { HomeModel } from '../slack/views/home-view.ts';
import type { Store } from '../store/commit.ts';
import { findEnded } from './ended.ts';
import { sortByNod } from './nods.ts';
import { lookAtPlace } from './place.ts';
import { signsOf } from './signs.ts';

export interface HomeOptions {
  readonly store: Store;
  readonly apps: readonly App[];
  readonly people: HomePeople;
}

export interface HomePeople extends Approvers {
  mayDo(person: { readonly user: SlackUserId }, who: 'everyone' | Who): Promise<Permission>;
}

/** From Redis alone, so that it comes at once and whatever platform is down; who may nod is asked of Slack. */
export async function lookAtHome(
  { store, apps, people }: HomeOptions,
  user: SlackUserId,
): Promise<HomeModel | 'outsider'> {
  if ((await people.mayDo({ user }, 'everyone')) === 'outsider') return 'outsider';
  const places = apps.flatMap((app) => app.environments.map((environment) => ({ app, environment })));
  const [seen, ended] = await Promise.all([
    Promise.all(places.map((place) => lookAtPlace(store, place))),
    findEnded(store, places),
  ]);
  const now = store.now();
  const { waiting, others, unknown } = await sortByNod(people, seen, { user, now });
  return {
    apps: apps.map(({ name }) => name),
    environments: seen.map(({ shown }) => shown),
    nods: { waiting, unknown },
    underWay: others,
    ended,
    signs: signsOf(seen, user),
    now,
  };
}
