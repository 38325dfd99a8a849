import {
  type Acceptance,
  decideAcceptance,
  type DriftRequest,
  findMeant,
} from '../../domain/accept-drift.ts';
import type { DriftEvent } from '../../domain/drift-watch.ts';
import { sayWho } from '../../domain/gates/rights.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { StopPlace } from '../../domain/stop.ts';
import { allBeside, nothingBeside } from '../../store/beside.ts';
import { commit } from '../../store/commit.ts';
import type { WaitingDriftRequest } from '../../store/drift-requests.ts';
import { driftEventWrites, keepDriftWatch, seeDriftWatch, type SeenDriftWatch } from '../../store/drift.ts';
import { answerWrites } from '../../store/messages.ts';
import { operationsUnderWay } from '../../store/operations.ts';
import { releaseWrites } from '../../store/releases.ts';
import { withdrawBack, withdrawRefused } from '../../store/withdraw.ts';
import type { Guard } from '../../store/transaction.ts';
import { type Context, findPlace, type Place } from '../context.ts';
import { lookUpLive } from '../facts/status.ts';
import type { LaneRun } from '../lane-run.ts';
import { lookAtDriftSoon } from './look-at-drift-soon.ts';

/** Somebody waits for the answer to a click. */
const patienceMs = 10_000;

interface Turn {
  readonly waiting: WaitingDriftRequest;
  readonly run: LaneRun;
}

/** Puts on record what is live, as somebody said that it is right, or tells them why not. */
export async function answerDriftRequest(context: Context, place: StopPlace, turn: Turn): Promise<void> {
  const { by } = turn.waiting.request;
  const where = findPlace(context.apps, place);
  const refusal = where ? await accept(context, where, turn) : settled(place);
  if (refusal === 'lost') return;
  if (refusal) await refuse(context, place, { ...turn, refusal });
  context.log.info({ ...place, by, refused: refusal?.code }, 'drift request decided');
}

/** `lost`: something moved while the platforms were read, so it is decided again. */
async function accept(context: Context, where: Place, turn: Turn): Promise<Refusal | 'lost' | undefined> {
  const { store } = context;
  const { request } = turn.waiting;
  const place = { app: where.app.name, environment: where.environment.name };
  const denied = await refuseAsker(context, where, request);
  if (denied) return denied;
  const seen = await seeDriftWatch(store, place);
  const told = findMeant(seen.watch?.told, request);
  if (!told) return settled(place);
  const { operations, guard } = await operationsUnderWay(store, place);
  if (operations.some(({ state }) => state === 'running' || state === 'queued'))
    return { code: 'drift_busy', facts: { environment: place.environment } };
  const live = await lookUpLive(context, where, { run: turn.run, patienceMs });
  for (const { reading } of live.parts) {
    if (reading.kind === 'silent')
      return { code: 'drift_unread', facts: { environment: place.environment, message: reading.why } };
  }
  const facts = { place, by: request.by, now: store.now(), drift: live.drift };
  const acceptance = decideAcceptance(told, facts);
  if (acceptance.kind === 'refused') return acceptance.refusal;
  return write(context, where, { ...turn, seen, acceptance, guards: [guard] });
}

async function write(
  { store }: Context,
  { app, environment }: Place,
  decided: Turn & {
    readonly seen: SeenDriftWatch;
    readonly acceptance: Acceptance & { kind: 'accepted' };
    readonly guards: readonly Guard[];
  },
): Promise<'lost' | undefined> {
  const { waiting, run, seen, acceptance, guards } = decided;
  const { release, events, notices } = acceptance;
  const place = { app: app.name, environment: environment.name };
  const beside = allBeside(
    await withdrawBack(store, place),
    await withdrawRefused(store, place, waiting.request.drift),
  );
  const kept = await keepDriftWatch(store, place, {
    watch: { nextAt: store.now() + environment.policy.drift.everyMs },
    events,
    notices,
    guards: [waiting.guard, seen.guard, ...guards, ...beside.guards],
    writes: [waiting.taken, ...(await releaseWrites(store, release)), ...beside.writes],
    wake: beside.wake,
    fence: run.fence,
  });
  return kept === 'lost' ? 'lost' : undefined;
}

async function refuseAsker(
  { people }: Context,
  { environment: { name, policy } }: Place,
  { by }: DriftRequest,
): Promise<Refusal | undefined> {
  const who = policy.rights.deploy;
  const permission = await people.mayDo({ user: by }, who);
  const environment = name;
  switch (permission) {
    case 'allowed':
      return undefined;
    case 'not_allowed':
      return { code: 'drift_right_missing', facts: { environment, approvers: sayWho(who) } };
    case 'outsider':
      return { code: 'drift_outsider', facts: { environment } };
    case 'unreachable':
      return { code: 'drift_right_unreachable', facts: { environment } };
  }
}

async function refuse(
  { store }: Context,
  place: StopPlace,
  { waiting, run, refusal }: Turn & { readonly refusal: Refusal },
): Promise<void> {
  const { by, channel, delivery } = waiting.request;
  const now = store.now();
  // What it has become is told at once, not at the next regular look.
  const look = refusal.code === 'drift_moved' ? await lookAtDriftSoon(store, place) : nothingBeside;
  const event: DriftEvent = { kind: 'drift_press_refused', at: now, by, code: refusal.code };
  await commit(store, {
    guards: [waiting.guard, ...look.guards],
    writes: [
      waiting.taken,
      ...look.writes,
      ...driftEventWrites(place, [event]),
      ...answerWrites(undefined, { user: by, channel, delivery }, { kind: 'refused', refusal }, now),
    ],
    wake: [{ kind: 'channel', channel }],
    fence: run.fence,
  });
}

function settled({ environment }: StopPlace): Refusal {
  return { code: 'drift_settled', facts: { environment } };
}
