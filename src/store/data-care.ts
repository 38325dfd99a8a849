import type { CareChange, CareRequest } from '../domain/data-care.ts';
import type { Lane } from '../domain/lane.ts';
import type { StopPlace } from '../domain/stop.ts';
import { setAlarm } from './alarms.ts';
import { auditWrite } from './audit.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { noticeWrites } from './notices.ts';
import { acceptInto, firstWaiting, restUntil, type Waiting } from './request-inbox.ts';
import type { Write } from './transaction.ts';

/*
 * What looks after an environment's data: restore drills and backups, each with a lane, one record of what is known,
 * and what people asked for.
 */

export type CareLane = Lane & { kind: 'drill' | 'backup' };

export function careLane(kind: CareLane['kind'], { app, environment }: StopPlace): CareLane {
  return { kind, app, environment };
}

export async function acceptCareRequest(
  store: Store,
  lane: CareLane,
  request: CareRequest,
): Promise<'accepted' | 'known'> {
  return acceptInto(store, { inbox: requestsOf(lane), lane }, request);
}

export type WaitingCareRequest = Waiting<CareRequest>;

export async function firstCareRequest(
  store: Store,
  lane: CareLane,
): Promise<WaitingCareRequest | undefined> {
  return firstWaiting(store, requestsOf(lane));
}

/** What is known of it; of the kind that the lane is about. */
export async function findCare<Watch>(store: Store, lane: CareLane): Promise<Watch | undefined> {
  const line = await store.redis.get(watchOf(lane));
  return line === null ? undefined : (JSON.parse(line) as Watch);
}

/** What was decided, together with the request that it answers. */
export async function keepCare(
  store: Store,
  lane: CareLane,
  kept: CareChange & { readonly fence: Fence; readonly waiting?: WaitingCareRequest },
): Promise<void> {
  const { watch, events, notices, fence, waiting } = kept;
  const now = store.now();
  await commit(store, {
    guards: waiting ? [waiting.guard] : [],
    writes: [
      ['SET', watchOf(lane), JSON.stringify(watch)],
      // Whatever happens to this worker, another looks at what is under way.
      ...(watch.current ? [setAlarm(lane, now)] : []),
      ...careEventWrites(lane, events),
      ...notices.flatMap((notice) => noticeWrites(notice, now)),
      ...(waiting ? [waiting.taken] : []),
    ],
    wake: notices.map(({ channel }) => ({ kind: 'channel', channel })),
    fence,
  });
}

export function careEventWrites(
  { app, environment }: CareLane,
  events: CareChange['events'],
): readonly Write[] {
  return events.map((event) => auditWrite({ app, environment }, JSON.stringify(event)));
}

export async function restCareLane(
  store: Store,
  lane: CareLane,
  rest: { readonly at: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  return restUntil(store, { inbox: requestsOf(lane), lane }, rest);
}

function watchOf({ kind, app, environment }: CareLane): string {
  return keys.dataCare(kind, app, environment);
}

function requestsOf({ kind, app, environment }: CareLane): string {
  return keys.dataCareRequests(kind, app, environment);
}
