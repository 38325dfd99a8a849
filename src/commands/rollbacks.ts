import type { BadMarks } from '../domain/bad-mark.ts';
import { shortSha } from '../domain/ids.ts';
import { isWayBack } from '../domain/offers.ts';
import type { Operation } from '../domain/operation.ts';
import type { Release } from '../domain/release.ts';
import { findEarlier } from '../domain/rollback-target.ts';
import type { Action } from '../slack/views/actions.ts';
import type { MessageView } from '../slack/views/blocks.ts';
import { staleView } from '../slack/views/rollback-card.ts';
import { findBadMarks } from '../store/bad-commits.ts';
import type { Store } from '../store/commit.ts';
import { recentReleases } from '../store/releases.ts';

const mostLookedBack = 50;

/** The button of a card: what it was made for may not be what is live any more; then what is, and one press further. */
export async function findStale(
  store: Store,
  operation: Operation,
  { release }: Action & { kind: 'roll_back' },
): Promise<MessageView | undefined> {
  const releases = await recentReleases(store, operation, mostLookedBack);
  const [newest] = releases;
  if (!newest || isWayBack(newest, { id: operation.id, release })) return undefined;
  return stale(newest, releases, await findBadMarks(store, operation.app, releases));
}

function stale(
  { environment, commit, subject, operation }: Release,
  releases: readonly Release[],
  bad: BadMarks,
): MessageView {
  const earlier = findEarlier(releases, bad);
  const facts = {
    environment,
    live: shortSha(commit),
    subject,
    ...(earlier && { earlier: `${shortSha(earlier.commit)} “${earlier.subject}”` }),
  };
  // Nothing of the bot's put there what is live now: there is no card whose button it could be.
  const to = earlier && operation && { operation, release: earlier.id, commit: earlier.commit };
  return staleView({ code: 'rollback_stale', facts }, to);
}
