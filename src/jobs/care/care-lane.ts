import { randomUUID } from 'node:crypto';
import type { CareChange, CareDue, CareRequest } from '../../domain/data-care.ts';
import { refuseDataRight } from '../../domain/data-rights.ts';
import type { Environment } from '../../domain/environment.ts';
import type { Refusal } from '../../domain/reasons.ts';
import { stopIdOf, type StopPlace } from '../../domain/stop.ts';
import { announcesIn } from '../../store/announces-in.ts';
import { commit } from '../../store/commit.ts';
import {
  careEventWrites,
  type CareLane,
  findCare,
  firstCareRequest,
  keepCare,
  restCareLane,
  type WaitingCareRequest,
} from '../../store/data-care.ts';
import { answerWrites } from '../../store/messages.ts';
import { type Context, findPlace, type Place } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';

/** What is peculiar to drills, or to backups. */
export interface Care<Watch extends { readonly current?: unknown }> {
  /** "try a restore of" */
  readonly action: string;
  readonly fresh: (now: number) => Watch;
  /** Why nobody can have it here, whoever asks. */
  readonly refuse: (environment: Environment, watch: Watch) => Refusal | undefined;
  readonly due: (watch: Watch, environment: Environment, now: number) => CareDue;
  readonly begin: (watch: Watch, facts: Begun) => CareChange<Watch>;
  readonly warn: (watch: Watch, facts: Begun) => CareChange<Watch>;
  readonly refused: (facts: { at: number; by: CareRequest['by']; code: string }) => { readonly kind: string };
  /** Another worker takes up what is under way. */
  readonly resume: (watch: Watch) => Watch;
  /** A part of what is under way. */
  readonly goOn: (context: Context, work: CareWork<Watch>) => Promise<CareChange<Watch>>;
}

export interface Begun {
  readonly id: string;
  readonly place: StopPlace;
  readonly environment: Environment;
  readonly now: number;
  /** Where to tell it; undefined where no channel is known. */
  readonly channel: string | undefined;
  /** By a person; else the clock. */
  readonly asked?: CareRequest;
}

export interface CareWork<Watch> {
  /** None where the configuration has dropped it since. */
  readonly where: Place | undefined;
  readonly watch: Watch;
  readonly run: LaneRun;
  /** Shows how far it has come, in between. */
  readonly show: (change: CareChange) => Promise<void>;
}

/** Does what people ask for, and what the clock does, one at a time per environment. */
export async function runCareLane<Watch extends { readonly current?: unknown }>(
  context: Context,
  { lane, run, care }: { readonly lane: CareLane; readonly run: LaneRun; readonly care: Care<Watch> },
): Promise<void> {
  const { store, log } = context;
  const { fence } = run;
  const where = findPlace(context.apps, lane);
  for (let isNew = true; ; isNew = false) {
    run.signal.throwIfAborted();
    const known = await findCare<Watch>(store, lane);
    const watch = known ?? care.fresh(store.now());
    if (!known) await keepCare(store, lane, { watch, events: [], notices: [], fence });
    const waiting = await firstCareRequest(store, lane);
    if (waiting) {
      await decideRequest(context, { lane, where, watch, waiting, run, care });
      continue;
    }
    if (watch.current !== undefined) {
      // Where the run before this one ended.
      const taken = isNew ? care.resume(watch) : watch;
      const show = (change: CareChange) => keepCare(store, lane, { ...change, fence });
      const change = await care.goOn(context, { where, watch: taken, run, show });
      await keepCare(store, lane, { ...change, fence });
      for (const event of change.events) log.info({ ...lane, event }, lane.kind);
      continue;
    }
    const at = where && (await passTime(context, { lane, where, watch, run, care }));
    if (at === 'moved') continue;
    if ((await restCareLane(store, lane, { at, fence })) === 'written') {
      if (at !== undefined) await store.wake(lane, at);
      return;
    }
  }
}

interface Turn<Watch extends { readonly current?: unknown }> {
  readonly lane: CareLane;
  readonly watch: Watch;
  readonly run: LaneRun;
  readonly care: Care<Watch>;
}

/** Answers when to look again, if there is anything to wait for. */
async function passTime<Watch extends { readonly current?: unknown }>(
  { store }: Context,
  { lane, where, watch, run, care }: Turn<Watch> & { readonly where: Place },
): Promise<number | undefined | 'moved'> {
  const { app, environment } = where;
  const now = store.now();
  const due = care.due(watch, environment, now);
  if (due.kind === 'rest') return due.at;
  const facts = {
    id: newId(lane, now),
    place: placeOfLane(lane),
    environment,
    now,
    channel: await announcesIn(store, app),
  };
  const change = due.kind === 'begin' ? care.begin(watch, facts) : care.warn(watch, facts);
  await keepCare(store, lane, { ...change, fence: run.fence });
  return 'moved';
}

async function decideRequest<Watch extends { readonly current?: unknown }>(
  context: Context,
  asked: Turn<Watch> & { readonly where: Place | undefined; readonly waiting: WaitingCareRequest },
): Promise<void> {
  const { lane, where, watch, waiting, run, care } = asked;
  const { store, log } = context;
  const { request } = waiting;
  const refusal = await refuse(context, { environment: where?.environment, ...asked });
  log.info({ ...lane, by: request.by, refused: refusal?.code }, `${lane.kind} asked for`);
  if (refusal || !where) {
    return answer(context, { lane, waiting, refusal: refusal ?? noDatabase(lane), run, care });
  }
  const now = store.now();
  const facts = {
    id: newId(lane, now),
    place: placeOfLane(lane),
    environment: where.environment,
    now,
    channel: request.channel,
    asked: request,
  };
  await keepCare(store, lane, { ...care.begin(watch, facts), fence: run.fence, waiting });
}

async function refuse<Watch extends { readonly current?: unknown }>(
  { people }: Context,
  asked: Turn<Watch> & {
    readonly environment: Environment | undefined;
    readonly waiting: WaitingCareRequest;
  },
): Promise<Refusal | undefined> {
  const { lane, environment, waiting, watch, care } = asked;
  if (!environment?.database) return noDatabase(lane);
  const who = environment.policy.rights.database;
  const permission = await people.mayDo({ user: waiting.request.by }, who);
  const { action } = care;
  const refusal = refuseDataRight({ permission, who, action, environment: environment.name });
  return refusal ?? care.refuse(environment, watch);
}

async function answer<Watch extends { readonly current?: unknown }>(
  { store }: Context,
  told: {
    readonly lane: CareLane;
    readonly waiting: WaitingCareRequest;
    readonly refusal: Refusal;
    readonly run: LaneRun;
    readonly care: Care<Watch>;
  },
): Promise<void> {
  const { lane, waiting, refusal, run, care } = told;
  const { by, channel, delivery } = waiting.request;
  const now = store.now();
  await commit(store, {
    guards: [waiting.guard],
    writes: [
      waiting.taken,
      ...careEventWrites(lane, [care.refused({ at: now, by, code: refusal.code })]),
      ...answerWrites(undefined, { user: by, channel, delivery }, { kind: 'refused', refusal }, now),
    ],
    wake: [{ kind: 'channel', channel }],
    fence: run.fence,
  });
}

function noDatabase({ environment }: CareLane): Refusal {
  return { code: 'no_database', facts: { environment } };
}

function placeOfLane({ app, environment }: CareLane): StopPlace {
  return { app, environment };
}

function newId({ kind }: CareLane, now: number): string {
  return stopIdOf(now, randomUUID()).replace('stop', kind);
}
