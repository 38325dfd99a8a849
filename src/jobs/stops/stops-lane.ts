import { randomUUID } from 'node:crypto';
import type { Refusal } from '../../domain/reasons.ts';
import type { ToldDrift } from '../../domain/drift-watch.ts';
import type { StopRequest } from '../../domain/stop-request.ts';
import { scopeOf, stopIdOf, type StopPlace } from '../../domain/stop.ts';
import type { StopDecision } from '../../stops/decision.ts';
import { decideFreeze, decideUnfreeze, type FreezeFacts } from '../../stops/freezes.ts';
import {
  decideLock,
  decideLockTime,
  decideTakeOver,
  decideUnlock,
  lockDeadline,
  type LockFacts,
} from '../../stops/locks.ts';
import { decideWindowTime, windowDeadline } from '../../stops/windows.ts';
import { decideHold, decideRelease } from '../../stops/holds.ts';
import { refuseRight } from '../../stops/rights.ts';
import { findScope, type StopScope, whoMay } from '../../stops/scope.ts';
import { announcesIn } from '../../store/announces-in.ts';
import { commit, type Store } from '../../store/commit.ts';
import type { Fence } from '../../store/fence.ts';
import { lookAtStops } from '../../store/look-at-stops.ts';
import { answerWrites } from '../../store/messages.ts';
import {
  firstStopRequest,
  restStopsLane,
  stopsLane,
  type WaitingStopRequest,
} from '../../store/stop-requests.ts';
import { findStop, stopEventWrites, type StopKind, type StopOf } from '../../store/stops.ts';
import { type Context, findPlace } from '../context.ts';
import { findCommit } from '../planning/find-commit.ts';
import { followPause } from '../follow-pause.ts';
import type { LaneRun } from '../lane-run.ts';
import { writeStop } from './write-stop.ts';

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
      await decide(context, place, { waiting, fence, signal: run.signal });
      continue;
    }
    // What people ask goes first: a platform may take long to answer.
    const again = await followPause(context, place, run);
    if (again === 'moved') continue;
    const next = earlier(at, again);
    if ((await restStopsLane(store, place, { at: next, fence })) === 'written') {
      if (next !== undefined) await store.wake(stopsLane(place), next);
      return;
    }
  }
}

/** Answers when to look again, if there is anything to wait for. */
async function passTime(context: Context, place: StopPlace, fence: Fence): Promise<number | undefined> {
  const scope = findScope(context.apps, place);
  if (!scope) return undefined;
  const lockAt = await passLockTime(context, scope, fence);
  const windowAt = await passWindowTime(context, place, fence);
  return earlier(lockAt, windowAt);
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

async function passLockTime(context: Context, scope: StopScope, fence: Fence): Promise<number | undefined> {
  const { store } = context;
  const { place, nagEveryMs } = scope;
  const seen = await findStop(store, 'lock', place);
  if (!seen.stop) return undefined;
  const change = decideLockTime(seen.stop, { place, now: store.now(), nagEveryMs });
  if (!change) return lockDeadline(seen.stop);
  await writeStop(store, place, { kind: 'lock', seen, change, fence });
  return passLockTime(context, scope, fence);
}

async function passWindowTime(context: Context, place: StopPlace, fence: Fence): Promise<number | undefined> {
  const { store, apps } = context;
  const where = findPlace(apps, place);
  if (!where) return undefined;
  const windows = where.environment.policy.freezes;
  const now = store.now();
  const seen = await findStop(store, 'window', place);
  const channel = await announcesIn(store, where.app);
  const change = decideWindowTime(seen.stop, { place, windows, now, channel });
  if (!change) return windowDeadline(windows, now);
  await writeStop(store, place, { kind: 'window', seen, change, fence });
  return passWindowTime(context, place, fence);
}

interface Turn {
  readonly waiting: WaitingStopRequest;
  readonly fence: Fence;
  readonly signal: AbortSignal;
}

async function decide(context: Context, place: StopPlace, turn: Turn): Promise<void> {
  const { request } = turn.waiting;
  const scope = findScope(context.apps, place);
  const refusal = scope ? await refuseAsker(context, scope, request) : unknownPlace(context, place);
  const code =
    refusal || !scope
      ? await answer(context.store, place, { ...turn, refusal: refusal ?? unknownPlace(context, place) })
      : await decideOn(context, scope, turn);
  const refused = code === 'changed' ? undefined : code;
  context.log.info({ ...place, request: request.kind, by: request.by, refused }, 'stop request decided');
}

async function refuseAsker(
  { people }: Context,
  scope: StopScope,
  request: StopRequest,
): Promise<Refusal | undefined> {
  for (const who of whoMay(scope, request.kind)) {
    const permission = await people.mayDo({ user: request.by }, who);
    const refusal = refuseRight(request, { permission, who, environment: scopeOf(scope.place) });
    if (refusal) return refusal;
  }
  return undefined;
}

/** Answers the code of the refusal, if it is one. */
async function decideOn(context: Context, scope: StopScope, turn: Turn): Promise<string> {
  const { store } = context;
  const { place } = scope;
  const { request } = turn.waiting;
  const facts = () => factsOf(scope, store.now());
  switch (request.kind) {
    case 'lock':
      return settle(store, place, {
        ...turn,
        kind: 'lock',
        decide: (lock) => decideLock(lock, request, facts()),
      });
    case 'unlock': {
      const drift = await findLockingDrift(context, place);
      return settle(store, place, {
        ...turn,
        kind: 'lock',
        decide: (lock) => decideUnlock(lock, request, { ...facts(), drift }),
      });
    }
    case 'take_over':
      return settle(store, place, {
        ...turn,
        kind: 'lock',
        decide: (lock) => decideTakeOver(lock, request, facts()),
      });
    case 'hold': {
      const bad = await findCommit(context, place, { named: request.bad, signal: turn.signal });
      if (typeof bad === 'object') return answer(store, place, { ...turn, refusal: bad });
      return settle(store, place, {
        ...turn,
        kind: 'hold',
        decide: (hold) => decideHold(hold, { ...request, bad }, facts()),
      });
    }
    case 'release': {
      const { stop: pause } = await findStop(store, 'pause', place);
      return settle(store, place, {
        ...turn,
        kind: 'hold',
        decide: (hold) => decideRelease(hold, request, { ...facts(), pause }),
      });
    }
    case 'freeze':
      return settle(store, place, {
        ...turn,
        kind: 'freeze',
        decide: (freeze) => decideFreeze(freeze, request, facts()),
      });
    case 'unfreeze':
      return settle(store, place, {
        ...turn,
        kind: 'freeze',
        decide: (freeze) => decideUnfreeze(freeze, request, facts()),
      });
  }
}

/** What nobody has locked may be locked all the same, and is unlocked another way. */
async function findLockingDrift(context: Context, place: StopPlace): Promise<ToldDrift | undefined> {
  const where = findPlace(context.apps, place);
  return where && (await lookAtStops(context.store, where)).facts.drift;
}

/** Decides on what stands there, and again on what somebody else wrote in between. */
async function settle<Kind extends StopKind>(
  store: Store,
  place: StopPlace,
  ruling: {
    readonly kind: Kind;
    readonly decide: (stop: StopOf<Kind> | undefined) => StopDecision<StopOf<Kind>>;
    readonly waiting: WaitingStopRequest;
    readonly fence: Fence;
  },
): Promise<string> {
  const { kind, waiting, fence } = ruling;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const seen = await findStop(store, kind, place);
    const decision = ruling.decide(seen.stop);
    if (decision.kind === 'refused')
      return answer(store, place, { waiting, refusal: decision.refusal, fence });
    const outcome = await writeStop(store, place, { kind, seen, change: decision, fence, waiting });
    if (outcome === 'written') return 'changed';
  }
  throw new Error(
    `${place.app}/${place.environment} changed ${mostAttempts} times while it was being decided`,
  );
}

function factsOf({ place, nagEveryMs }: StopScope, now: number): LockFacts & FreezeFacts {
  return { place, now, nagEveryMs, newId: stopIdOf(now, randomUUID()) };
}

/** The lane has taken nobody else's request off: only a fence could come between, and that throws. */
async function answer(
  store: Store,
  place: StopPlace,
  told: { readonly waiting: WaitingStopRequest; readonly refusal: Refusal; readonly fence: Fence },
): Promise<string> {
  const { waiting, refusal, fence } = told;
  const { by, channel, delivery, kind: asked } = waiting.request;
  const now = store.now();
  await commit(store, {
    guards: [waiting.guard],
    writes: [
      waiting.taken,
      ...stopEventWrites(place, [{ kind: 'stop_refused', at: now, by, asked, code: refusal.code }]),
      ...answerWrites(undefined, { user: by, channel, delivery }, { kind: 'refused', refusal }, now),
    ],
    wake: [{ kind: 'channel', channel }],
    fence,
  });
  return refusal.code;
}

function unknownPlace({ apps }: Context, { app, environment }: StopPlace): Refusal {
  const known = apps.find(({ name }) => name === app)?.environments.map(({ name }) => name) ?? [];
  return { code: 'unknown_environment', facts: { found: environment, nearest: '', known: known.join(', ') } };
}
