import type { Lane } from '../domain/lane.ts';
import type { Operation } from '../domain/operation.ts';
import { commit, type Store } from './commit.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

/**
 * The right of the process that took a command to post its card, before any worker does. Over by itself: whoever finds it
 * over looks at Slack before posting (docs/decisions/0007-the-web-process-posts-the-card.md).
 */
export interface Claim {
  /** ms since the epoch: for everybody. */
  readonly until: number;
  /** By this process's own `performance.now()`: nothing is sent later. */
  readonly sendBefore: number;
}

/** What is sent at the last moment has been answered, or given up after 10 s (slack/client.ts), when the claim is over. */
const claimMs = 12_000;
const sendWithinMs = 1_000;

export function claimFrom(now: number): Claim {
  return { until: now + claimMs, sendBefore: performance.now() + sendWithinMs };
}

/** Of the message that is written together with the operation. */
export function claimFields({ until }: Claim, now: number): Readonly<Record<string, string>> {
  return { intentAt: String(now), claimedUntil: String(until) };
}

/** `lost`: the claim was over, and what a worker posted is noted already. */
export async function noteClaimedPost(
  store: Store,
  { id, request, state }: Operation,
  ts: string,
): Promise<'written' | 'lost'> {
  const key = keys.message(id);
  const unposted: readonly Guard[] = [
    ['present', key],
    ['unset', key, 'ts'],
  ];
  const noted: readonly Write[] = [
    ['HSET', key, 'ts', ts, 'shownAt', String(store.now()), 'shownState', state],
    ['HDEL', key, 'claimedUntil'],
  ];
  const settled = await commit(store, {
    guards: [...unposted, ['field', key, 'want', '1']],
    writes: [...noted, ['ZREM', keys.outbox(request.channel), id]],
  });
  if (settled === 'written') return settled;
  return commit(store, { guards: unposted, writes: noted, wake: [channelOf(request)] });
}

/** The card is left to a worker, at once. */
export async function releaseClaim(store: Store, { id, request }: Operation): Promise<void> {
  await commit(store, {
    writes: [['HDEL', keys.message(id), 'claimedUntil']],
    wake: [channelOf(request)],
  });
}

function channelOf({ channel }: Operation['request']): Lane {
  return { kind: 'channel', channel };
}
