import { randomBytes } from 'node:crypto';
import type { PlacedNotice } from '../domain/notice.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { StopRequest } from '../domain/stop-request.ts';
import { type Lock, stopIdOf, type StopPlace } from '../domain/stop.ts';
import type { StopDecision } from '../stops/decision.ts';
import {
  decideLock,
  decideLockTime,
  decideTakeOver,
  decideUnlock,
  lockDeadline,
  type LockFacts,
} from '../stops/locks.ts';
import { refuseRight } from '../stops/rights.ts';
import { commit, type Store } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import { answerWrites } from '../store/messages.ts';
import { noticeWrites } from '../store/notices.ts';
import {
  firstStopRequest,
  restStopsLane,
  stopsLane,
  type WaitingStopRequest,
} from '../store/stop-requests.ts';
import { findStop, type Seen, stopEventWrites, stopWrite } from '../store/stops.ts';
import { type Context, findPlace, type Place } from './context.ts';
import type { LaneRun } from './lane-run.ts';

const mostAttempts = 100;

/** Decides what people asked of a place's stop signs, and what the time makes of them. One worker at a time per place. */
export async function runStopsLane(context: Context, place: StopPlace, run: LaneRun): Promise<void> {
  const { store } = context;
  const { fence } = run;
  for (;;) {
    run.signal.throwIfAborted();
    const at = await passTime(context, place, fence);
    const waiting = await firstStopRequest(store, place);
    if (waiting) {
      await decide(context, place, { waiting, fence });
    } else if ((await restStopsLane(store, place, { at, fence })) === 'written') {
      if (at !== undefined) await store.wake(stopsLane(place), at);
      return;
    }
  }
}

/** Answers when to look again, if there is anything to wait for. */
async function passTime(context: Context, place: StopPlace, fence: Fence): Promise<number | undefined> {
  const { store } = context;
  const where = findPlace(context.apps, place);
  const seen = await findStop(store, 'lock', place);
  if (!where || !seen.stop) return undefined;
  const facts = { place, now: store.now(), nagEveryMs: where.environment.policy.nagLocksEveryMs };
  const change = decideLockTime(seen.stop, facts);
  if (!change) return lockDeadline(seen.stop);
  await write(store, place, { seen, change, fence });
  return passTime(context, place, fence);
}

async function decide(
  context: Context,
  place: StopPlace,
  { waiting, fence }: { readonly waiting: WaitingStopRequest; readonly fence: Fence },
): Promise<void> {
  const { store, log } = context;
  const { request } = waiting;
  const where = findPlace(context.apps, place);
  const refusal = where ? await findRefusal(context, where, request) : unknownPlace(context, place);
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const seen = await findStop(store, 'lock', place);
    const decision: StopDecision<Lock> =
      refusal || !where
        ? { kind: 'refused', refusal: refusal ?? unknownPlace(context, place) }
        : decideRequest(seen.stop, request, factsOf(place, where, store.now()));
    const outcome =
      decision.kind === 'refused'
        ? await answer(store, place, { waiting, refusal: decision.refusal, fence })
        : await write(store, place, { seen, change: decision, fence, waiting });
    if (outcome === 'lost') continue;
    const refused = decision.kind === 'refused' ? decision.refusal.code : undefined;
    log.info({ ...place, request: request.kind, by: request.by, refused }, 'stop request decided');
    return;
  }
  throw new Error(
    `${place.app}/${place.environment} changed ${mostAttempts} times while it was being decided`,
  );
}

async function findRefusal(
  { people }: Context,
  { environment }: Place,
  request: StopRequest,
): Promise<Refusal | undefined> {
  const who = environment.policy.rights.lock;
  const permission = await people.mayDo({ user: request.by }, who);
  return refuseRight(request, { permission, who, environment: environment.name });
}

function decideRequest(lock: Lock | undefined, request: StopRequest, facts: LockFacts): StopDecision<Lock> {
  switch (request.kind) {
    case 'lock':
      return decideLock(lock, request, facts);
    case 'unlock':
      return decideUnlock(lock, request, facts);
    case 'take_over':
      return decideTakeOver(lock, request, facts);
  }
}

function factsOf(place: StopPlace, { environment }: Place, now: number): LockFacts {
  const newId = stopIdOf(now, randomBytes(8).readBigUInt64BE());
  return { place, now, newId, nagEveryMs: environment.policy.nagLocksEveryMs };
}

/** `lost`: somebody else changed the sign meanwhile. */
async function write(
  store: Store,
  place: StopPlace,
  {
    seen,
    change,
    waiting,
    fence,
  }: {
    readonly seen: Seen<'lock'>;
    readonly change: StopDecision<Lock> & { readonly kind: 'changed' };
    readonly waiting?: WaitingStopRequest;
    readonly fence: Fence;
  },
): Promise<'written' | 'lost'> {
  const now = store.now();
  return commit(store, {
    guards: [seen.guard, ...(waiting ? [waiting.guard] : [])],
    writes: [
      stopWrite('lock', place, change.stop),
      ...stopEventWrites(place, change.events),
      ...change.notices.flatMap((notice) => noticeWrites(notice, now)),
      ...(waiting ? [waiting.taken] : []),
    ],
    wake: change.notices.map(channelOf),
    fence,
  });
}

async function answer(
  store: Store,
  place: StopPlace,
  {
    waiting: { request, guard, taken },
    refusal,
    fence,
  }: { readonly waiting: WaitingStopRequest; readonly refusal: Refusal; readonly fence: Fence },
): Promise<'written' | 'lost'> {
  const { by, channel, delivery, kind: asked } = request;
  const now = store.now();
  return commit(store, {
    guards: [guard],
    writes: [
      taken,
      ...stopEventWrites(place, [{ kind: 'stop_refused', at: now, by, asked, code: refusal.code }]),
      ...answerWrites(undefined, { user: by, channel, delivery }, { kind: 'refused', refusal }, now),
    ],
    wake: [{ kind: 'channel', channel }],
    fence,
  });
}

function unknownPlace({ apps }: Context, { app, environment }: StopPlace): Refusal {
  const known = apps.find(({ name }) => name === app)?.environments.map(({ name }) => name) ?? [];
  return { code: 'unknown_environment', facts: { found: environment, nearest: '', known: known.join(', ') } };
}

function channelOf({ channel }: PlacedNotice) {
  return { kind: 'channel', channel } as const;
}
