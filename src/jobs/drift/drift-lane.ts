import { decideDriftTelling, type DriftWatch } from '../../domain/drift-watch.ts';
import type { StopPlace } from '../../domain/stop.ts';
import { driftId } from '../../domain/drift-stop.ts';
import { nothingBeside } from '../../store/beside.ts';
import { announcesIn } from '../../store/announces-in.ts';
import { firstDriftRequest } from '../../store/drift-requests.ts';
import {
  driftLane,
  endDriftWatch,
  findDriftWatch,
  keepDriftWatch,
  restDriftLane,
} from '../../store/drift.ts';
import { operationsUnderWay } from '../../store/operations.ts';
import { withdrawRefused } from '../../store/withdraw.ts';
import type { Guard } from '../../store/transaction.ts';
import { answerDriftRequest } from './answer-drift-request.ts';
import { type Context, findPlace, type Place } from '../context.ts';
import { lookUpLive, lookUpSubjects } from '../facts/status.ts';
import type { LaneRun } from '../lane-run.ts';

/** Nobody waits for it. */
const patienceMs = 10_000;
/** A deploy is under way: what is live is looked at soon after it. */
const busyMs = 60_000;

/**
 * Looks at an environment's platforms from time to time, and tells what is live there and was not released; decides
 * what people say of it. One worker at a time per environment.
 */
export async function runDriftLane(context: Context, place: StopPlace, run: LaneRun): Promise<void> {
  const { store } = context;
  const { fence } = run;
  const where = findPlace(context.apps, place);
  const everyMs = where?.environment.policy.drift.everyMs ?? 0;
  for (;;) {
    run.signal.throwIfAborted();
    const waiting = await firstDriftRequest(store, place);
    if (waiting) {
      await answerDriftRequest(context, place, { waiting, run });
      continue;
    }
    if (!where || everyMs === 0) {
      if ((await endDriftWatch(store, place, fence)) === 'written') return;
      continue;
    }
    const watch = await findDriftWatch(store, place);
    const at = nextLook(watch, { now: store.now(), everyMs });
    if (watch && at > store.now()) {
      if ((await restDriftLane(store, place, { at, fence })) === 'lost') continue;
      return store.wake(driftLane(place), at);
    }
    // The first look comes after a while, so that a start asks nothing of the platforms.
    if (watch) await look(context, where, { watch, run });
    else await keep(context, place, { watch: { nextAt: store.now() + everyMs }, run });
  }
}

/** The configuration may ask for it more often than when the last look was taken. */
function nextLook(
  watch: DriftWatch | undefined,
  { now, everyMs }: { readonly now: number; readonly everyMs: number },
): number {
  return Math.min(watch?.nextAt ?? now, now + everyMs);
}

interface Look {
  readonly watch: DriftWatch;
  readonly run: LaneRun;
}

async function look(context: Context, where: Place, { watch, run }: Look): Promise<void> {
  const { store, log } = context;
  const { everyMs, lock: locks } = where.environment.policy.drift;
  const place = { app: where.app.name, environment: where.environment.name };
  const { operations, guard } = await operationsUnderWay(store, place);
  if (operations.some(({ state }) => state === 'running' || state === 'queued')) {
    const nextAt = store.now() + Math.min(everyMs, busyMs);
    return keep(context, place, { watch: { ...watch, nextAt }, guards: [guard], run });
  }
  const patience = { run, patienceMs };
  const live = await lookUpLive(context, where, patience);
  const now = store.now();
  const later = { ...watch, nextAt: now + everyMs };
  // What is not known is neither drift nor the end of one.
  if (live.parts.some(({ reading }) => reading.kind === 'silent'))
    return keep(context, place, { watch: later, guards: [guard], run });
  const subjects = live.drift.length === 0 ? {} : await lookUpSubjects(context, where, { ...patience, live });
  const channel = await announcesIn(store, where.app);
  const seen = { place, drift: live.drift, subjects, now, channel, locks };
  const { told, events, notices } = decideDriftTelling(watch.told, seen);
  const next = { nextAt: later.nextAt, ...(told && { told }) };
  const ended = watch.told && watch.told.at !== told?.at ? driftId(watch.told) : undefined;
  const beside = ended === undefined ? nothingBeside : await withdrawRefused(store, place, ended);
  const kept = await keepDriftWatch(store, place, {
    watch: next,
    events,
    notices,
    guards: [guard, ...beside.guards],
    writes: beside.writes,
    wake: beside.wake,
    fence: run.fence,
  });
  if (kept === 'written' && events.length > 0) log.info({ ...place, events }, 'drift told');
}

/** Unless something moved meanwhile, and asked for another look. */
async function keep(
  { store }: Context,
  place: StopPlace,
  { watch, guards = [], run: { fence } }: Look & { readonly guards?: readonly Guard[] },
): Promise<void> {
  await keepDriftWatch(store, place, { watch, events: [], notices: [], guards, fence });
}
