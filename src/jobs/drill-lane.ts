import { randomBytes } from 'node:crypto';
import { refuseDataRight } from '../domain/data-rights.ts';
import type { Drill } from '../domain/drill.ts';
import {
  beginDrill,
  decideDrillTime,
  type DrillRequest,
  type DrillWatch,
  resumeDrill,
  warnOfDrill,
} from '../domain/drill-watch.ts';
import type { Environment } from '../domain/environment.ts';
import type { Refusal } from '../domain/reasons.ts';
import { stopIdOf, type StopPlace } from '../domain/stop.ts';
import { announcesIn } from '../store/announces-in.ts';
import { commit } from '../store/commit.ts';
import {
  drillEventWrites,
  drillLane,
  findDrillWatch,
  firstDrillRequest,
  keepDrill,
  restDrillLane,
  type WaitingDrillRequest,
} from '../store/drills.ts';
import { answerWrites } from '../store/messages.ts';
import { type Context, findPlace, type Place } from './context.ts';
import { runDrill } from './drill/run-drill.ts';
import type { LaneRun } from './lane-run.ts';

/** Tries from time to time, and whenever somebody asks, whether an environment's data can be restored. */
export async function runDrillLane(context: Context, place: StopPlace, run: LaneRun): Promise<void> {
  const { store } = context;
  const { fence } = run;
  const where = findPlace(context.apps, place);
  for (let isNew = true; ; isNew = false) {
    run.signal.throwIfAborted();
    const known = await findDrillWatch(store, place);
    const watch = known ?? { since: store.now() };
    if (!known) await keepDrill(store, place, { watch, events: [], notices: [], fence });
    const waiting = await firstDrillRequest(store, place);
    if (waiting) {
      await decideRequest(context, { place, where, watch, waiting, run });
      continue;
    }
    if (watch.current) {
      // Where the run before this one ended.
      const taken = isNew ? resumeDrill(watch, watch.current) : watch;
      await goOn(context, { where, watch: taken, drill: taken.current ?? watch.current, run });
      continue;
    }
    const at = where && (await passTime(context, { where, watch, run }));
    if (at === 'moved') continue;
    if ((await restDrillLane(store, place, { at, fence })) === 'written') {
      if (at !== undefined) await store.wake(drillLane(place), at);
      return;
    }
  }
}

/** Answers when to look again, if there is anything to wait for. */
async function passTime(
  { store }: Context,
  { where, watch, run }: { readonly where: Place; readonly watch: DrillWatch; readonly run: LaneRun },
): Promise<number | undefined | 'moved'> {
  const { policy } = where.environment;
  const now = store.now();
  const due = decideDrillTime(watch, policy.drill, now);
  if (due.kind === 'rest') return due.at;
  const place = placeIn(where);
  const channel = await announcesIn(store, where.app);
  const change =
    due.kind === 'begin'
      ? beginDrill(watch, { id: newId(now), place, policy: policy.drill, now, channel })
      : warnOfDrill(watch, { place, now, channel });
  await keepDrill(store, place, { ...change, fence: run.fence });
  return 'moved';
}

interface Asked {
  readonly place: StopPlace;
  readonly where: Place | undefined;
  readonly watch: DrillWatch;
  readonly waiting: WaitingDrillRequest;
  readonly run: LaneRun;
}

async function decideRequest(context: Context, { place, where, watch, waiting, run }: Asked): Promise<void> {
  const { store, log } = context;
  const { request } = waiting;
  const { fence } = run;
  const refusal = await refuse(context, { place, environment: where?.environment, watch, request });
  log.info({ ...place, by: request.by, refused: refusal?.code }, 'drill asked for');
  if (refusal || !where) return answer(context, { place, waiting, refusal, run });
  const now = store.now();
  const change = beginDrill(watch, {
    id: newId(now),
    place,
    policy: where.environment.policy.drill,
    now,
    channel: request.channel,
    asked: request,
  });
  await keepDrill(store, place, { ...change, fence, waiting });
}

async function refuse(
  { people }: Context,
  asked: {
    readonly place: StopPlace;
    readonly environment: Environment | undefined;
    readonly watch: DrillWatch;
    readonly request: DrillRequest;
  },
): Promise<Refusal | undefined> {
  const { place, environment, watch, request } = asked;
  if (!environment?.database) return { code: 'no_database', facts: { environment: place.environment } };
  const who = environment.policy.rights.database;
  const permission = await people.mayDo({ user: request.by }, who);
  const action = 'try a restore of';
  const refusal = refuseDataRight({ permission, who, action, environment: environment.name });
  if (refusal) return refusal;
  return watch.current && { code: 'drill_under_way', facts: { environment: environment.name } };
}

async function answer(
  { store }: Context,
  told: {
    readonly place: StopPlace;
    readonly waiting: WaitingDrillRequest;
    readonly refusal: Refusal | undefined;
    readonly run: LaneRun;
  },
): Promise<void> {
  const { place, waiting, run } = told;
  const { by, channel, delivery } = waiting.request;
  const now = store.now();
  const refusal = told.refusal ?? {
    code: 'no_database' as const,
    facts: { environment: place.environment },
  };
  await commit(store, {
    guards: [waiting.guard],
    writes: [
      waiting.taken,
      ...drillEventWrites(place, [{ kind: 'drill_refused', at: now, by, code: refusal.code }]),
      ...answerWrites(undefined, { user: by, channel, delivery }, { kind: 'refused', refusal }, now),
    ],
    wake: [{ kind: 'channel', channel }],
    fence: run.fence,
  });
}

/** One stage, or the end where the configuration has dropped the place since. */
async function goOn(
  context: Context,
  work: {
    readonly where: Place | undefined;
    readonly watch: DrillWatch;
    readonly drill: Drill;
    readonly run: LaneRun;
  },
): Promise<void> {
  const { where, watch, drill, run } = work;
  const { store, log } = context;
  const change = await runDrill(context, { target: where?.environment.database, where, watch, drill, run });
  await keepDrill(store, drill.place, { ...change, fence: run.fence });
  for (const event of change.events) log.info({ ...drill.place, event }, 'drill');
}

function placeIn({ app, environment }: Place): StopPlace {
  return { app: app.name, environment: environment.name };
}

function newId(now: number): string {
  return stopIdOf(now, randomBytes(8).readBigUInt64BE()).replace('stop_', 'drill_');
}
