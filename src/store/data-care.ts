import type { CareChange, CareRequest } from '../domain/data-care.ts';
import type { Lane } from '../domain/lane.ts';
import type { StopPlace } from '../domain/stop.ts';
import { clearAlarm, setAlarm } from './alarms.ts';
import { auditWrite } from './audit.ts';
import { commit, type Store } from './commit.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { noticeWrites } from './notices.ts';
import type { Guard, Write } from './transaction.ts';

/*
 * What looks after an environment's data: restore drills and backups, each with a lane, one record of what is known,
 * and what people asked for.
 */

export type CareLane = Lane & { kind: 'drill' | 'backup' };

const acceptedForMs = 15 * 60_000;

export function careLane(kind: CareLane['kind'], { app, environment }: StopPlace): CareLane {
  return { kind, app, environment };
}

/** Keeps what a person asked for, once per Slack delivery, and wakes the worker that decides it. */
export async function acceptCareRequest(
  store: Store,
  lane: CareLane,
  request: CareRequest,
): Promise<'accepted' | 'known'> {
  const accepted = keys.accepted(request.delivery);
  const outcome = await commit(store, {
    guards: [['absent', accepted]],
    writes: [
      ['SET', accepted, '', 'PX', String(acceptedForMs)],
      ['RPUSH', requestsOf(lane), JSON.stringify(request)],
    ],
    wake: [lane],
  });
  return outcome === 'written' ? 'accepted' : 'known';
}

export interface WaitingCareRequest {
  readonly request: CareRequest;
  /** Decides it: the write that takes it off goes with the decision's own. */
  readonly guard: Guard;
  readonly taken: Write;
}

export async function firstCareRequest(
  store: Store,
  lane: CareLane,
): Promise<WaitingCareRequest | undefined> {
  const key = requestsOf(lane);
  const line = await store.redis.lindex(key, 0);
  if (line === null) return undefined;
  return { request: JSON.parse(line) as CareRequest, guard: ['head', key, line], taken: ['LPOP', key] };
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

/** Nothing waits: the lane sleeps until `at`, or until the next request. `lost`: something came meanwhile. */
export async function restCareLane(
  store: Store,
  lane: CareLane,
  rest: { readonly at: number | undefined; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  return commit(store, {
    guards: [['absent', requestsOf(lane)]],
    writes: [rest.at === undefined ? clearAlarm(lane) : setAlarm(lane, rest.at)],
    fence: rest.fence,
  });
}

function watchOf({ kind, app, environment }: CareLane): string {
  return keys.dataCare(kind, app, environment);
}

function requestsOf({ kind, app, environment }: CareLane): string {
  return keys.dataCareRequests(kind, app, environment);
}
