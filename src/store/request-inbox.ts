import type { Lane } from '../domain/lane.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { commit, type Store } from './commit.ts';
import { onceFor } from './delivery.ts';
import type { Fence } from './fence.ts';
import type { Guard, Write } from './transaction.ts';

/* What people asked of a lane: a list, decided one after another. */

export interface Inbox {
  readonly inbox: string;
  readonly lane: Lane;
}

/** Keeps what a person asked for, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptInto(
  store: Store,
  { inbox, lane }: Inbox,
  request: { readonly delivery: string },
): Promise<'accepted' | 'known'> {
  const { guard, write } = onceFor(request.delivery);
  const outcome = await commit(store, {
    guards: [guard],
    writes: [write, ['RPUSH', inbox, JSON.stringify(request)]],
    wake: [lane],
  });
  return outcome === 'written' ? 'accepted' : 'known';
}

export interface Waiting<Request> {
  readonly request: Request;
  /** Decides it: the write that takes it off goes with the decision's own. */
  readonly guard: Guard;
  readonly taken: Write;
}

export async function firstWaiting<Request>(
  store: Store,
  inbox: string,
): Promise<Waiting<Request> | undefined> {
  const line = await store.redis.lindex(inbox, 0);
  if (line === null) return undefined;
  return { request: JSON.parse(line) as Request, guard: ['head', inbox, line], taken: ['LPOP', inbox] };
}

/** Nothing waits: the lane sleeps until `at`, or until the next request. `lost`: something came meanwhile. */
export async function restUntil(
  store: Store,
  { inbox, lane }: Inbox,
  { at, fence }: { readonly at: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  return commit(store, {
    guards: [['absent', inbox]],
    writes: [at === undefined ? clearAlarm(lane) : setAlarm(lane, at)],
    fence,
  });
}
