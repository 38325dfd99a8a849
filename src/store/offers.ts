import { isWayBack, offeredRelease, type OfferedSign, offeredSign } from '../domain/offers.ts';
import { driftId } from '../domain/drift-stop.ts';
import { parseOperationId } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { Store } from './commit.ts';
import { findDriftWatch } from './drift.ts';
import { keys } from './keys.ts';
import { recentReleases } from './releases.ts';
import { findStop } from './stops.ts';
import type { Write } from './transaction.ts';

/*
 * Cards with a button that may cease to work: those that offer to roll back, by environment, and those that offer the way
 * out of the sign that refused them, by sign. Whoever makes a button useless has these cards drawn again
 * (withdraw.ts); drawn, each looks for itself whether its button still works.
 */

/** Goes with every change of an operation's state. */
export function offerWrites(operation: Operation): readonly Write[] {
  const sign = offeredSign(operation);
  return [
    ...(offeredRelease(operation) ? [['SADD', backKey(operation), operation.id] as const] : []),
    ...(sign ? [['SADD', keys.refusedBy(sign.id), operation.id] as const] : []),
  ];
}

/** Goes with what removes the operation. */
export function forgetOffers(operation: Operation): readonly Write[] {
  const sign = offeredSign(operation);
  return [
    ['SREM', backKey(operation), operation.id],
    ...(sign ? [['SREM', keys.refusedBy(sign.id), operation.id] as const] : []),
  ];
}

export async function offeringBack(store: Store, place: StopPlace): Promise<readonly Operation['id'][]> {
  return (await store.redis.smembers(backKey(place))).map(parseOperationId);
}

export async function refusedBy(store: Store, sign: string): Promise<readonly Operation['id'][]> {
  return (await store.redis.smembers(keys.refusedBy(sign))).map(parseOperationId);
}

/** Whether the buttons of its card have ceased to work: another release is live, or the sign that refused it is gone. */
export async function isOvertaken(store: Store, operation: Operation): Promise<boolean> {
  const earlier = offeredRelease(operation);
  if (earlier) {
    const [newest] = await recentReleases(store, operation, 1);
    return !isWayBack(newest, { id: operation.id, release: earlier.release });
  }
  const sign = offeredSign(operation);
  return sign !== undefined && (await standing(store, operation, sign)) !== sign.id;
}

async function standing(
  store: Store,
  { app, environment }: Operation,
  { kind }: OfferedSign,
): Promise<string | undefined> {
  const place = { app, environment };
  if (kind !== 'drift') return (await findStop(store, kind, place)).stop?.id;
  const told = (await findDriftWatch(store, place))?.told;
  return told && driftId(told);
}

function backKey({ app, environment }: StopPlace): string {
  return keys.offeringBack(app, environment);
}
