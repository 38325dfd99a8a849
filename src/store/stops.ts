import type { AutoDeployPause } from '../domain/auto-deploy.ts';
import type { StopEvent } from '../domain/stop-event.ts';
import {
  everything,
  type Freeze,
  type Hold,
  type Lock,
  type StopPlace,
  type ToldWindow,
} from '../domain/stop.ts';
import type { ToldDrift } from '../domain/drift-watch.ts';
import { auditWrite } from './audit.ts';
import type { Store } from './commit.ts';
import { parseDriftWatch } from './drift.ts';
import { keys } from './keys.ts';
import type { Guard, Write } from './transaction.ts';

/*
 * One record for each kind of stop sign of a place. Whoever sets one up, changes it or takes it away names what was
 * there before, to the letter: of two people at once one loses, and decides again on what the other wrote.
 */

/** The signs that each kind of record holds. */
interface Signs {
  readonly lock: Lock;
  readonly hold: Hold;
  readonly freeze: Freeze;
  readonly window: ToldWindow;
  readonly pause: AutoDeployPause;
}
export type StopKind = keyof Signs;
export type StopOf<Kind extends StopKind> = Signs[Kind];

/** What stands at a place, or does not, and the guard that holds as long as it is so. */
export interface Seen<Kind extends StopKind> {
  readonly stop: StopOf<Kind> | undefined;
  readonly guard: Guard;
}

export async function findStop<Kind extends StopKind>(
  store: Store,
  kind: Kind,
  place: StopPlace,
): Promise<Seen<Kind>> {
  const key = keyOf(kind, place);
  return parseSeen(key, await store.redis.get(key));
}

/** What may stop a deploy to an environment, all read at one moment. */
export interface Stops {
  readonly lock: Lock | undefined;
  readonly hold: Hold | undefined;
  readonly drift: ToldDrift | undefined;
  /** With the place that each is of: the app's, and that of everything. */
  readonly freezes: readonly { readonly place: StopPlace; readonly freeze: Freeze }[];
}

/** `guards` hold as long as none of it has changed. */
export async function readStops(
  store: Store,
  place: StopPlace,
): Promise<{ readonly stops: Stops; readonly guards: readonly Guard[] }> {
  const frozen = freezePlaces(place);
  const lockKey = keyOf('lock', place);
  const holdKey = keyOf('hold', place);
  const driftKey = keys.drift(place.app, place.environment);
  const freezeKeys = frozen.map((each) => keyOf('freeze', each));
  const lines = await store.redis.mget([lockKey, holdKey, driftKey, ...freezeKeys]);
  const [lockLine = null, holdLine = null, driftLine = null, ...freezeLines] = lines;
  const lock = parseSeen<'lock'>(lockKey, lockLine);
  const hold = parseSeen<'hold'>(holdKey, holdLine);
  const drift = parseDriftWatch(driftKey, driftLine);
  const freezes = freezeKeys.map((key, index) => parseSeen<'freeze'>(key, freezeLines[index] ?? null));
  return {
    stops: {
      lock: lock.stop,
      hold: hold.stop,
      drift: drift.watch?.told,
      freezes: frozen.flatMap((each, index) => {
        const freeze = freezes[index]?.stop;
        return freeze ? [{ place: each, freeze }] : [];
      }),
    },
    guards: [lock.guard, hold.guard, drift.guard, ...freezes.map(({ guard }) => guard)],
  };
}

function freezePlaces({ app }: StopPlace): readonly StopPlace[] {
  return [
    { app: everything, environment: everything },
    { app, environment: everything },
  ];
}

/** Goes with the guard of what was seen. */
export function stopWrite<Kind extends StopKind>(
  kind: Kind,
  place: StopPlace,
  next: StopOf<Kind> | undefined,
): Write {
  const key = keyOf(kind, place);
  return next === undefined ? ['DEL', key] : ['SET', key, JSON.stringify(next)];
}

export function stopEventWrites(place: StopPlace, events: readonly StopEvent[]): readonly Write[] {
  return events.map((event) => auditWrite(place, JSON.stringify(event)));
}

function parseSeen<Kind extends StopKind>(key: string, line: string | null): Seen<Kind> {
  return line === null
    ? { stop: undefined, guard: ['absent', key] }
    : { stop: JSON.parse(line) as StopOf<Kind>, guard: ['equals', key, line] };
}

function keyOf(kind: StopKind, { app, environment }: StopPlace): string {
  return keys.stop(kind, app, environment);
}
