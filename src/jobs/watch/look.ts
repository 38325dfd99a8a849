import type { BackendTarget } from '../../domain/environment.ts';
import type { Operation } from '../../domain/operation.ts';
import type { TrafficReading, Watch, WatchLook } from '../../domain/watch.ts';
import type { Context, Place } from '../context.ts';
import { askPatiently, type Patience } from '../facts/ask-patiently.ts';
import { within } from '../../time/within.ts';
import { addressesOf, lookAt } from './addresses.ts';

/**
 * Requests of the last minutes are compared with those of the same time before the deploy: an hour of quiet would hide a
 * minute of trouble.
 */
const spanMs = 5 * 60_000;

/** One look at what a release serves and how its requests fared; with the traffic before it, where that is not known yet. */
export async function lookOnce(
  context: Context,
  place: Place,
  {
    watch,
    operation,
    patience,
  }: { readonly watch: Watch; readonly operation: Operation; readonly patience: Patience },
): Promise<{ readonly look: WatchLook; readonly watch: Watch }> {
  const at = context.store.now();
  const { plan } = operation;
  const addresses = plan ? addressesOf(place.environment, plan) : [];
  const isBackend = addresses.some(({ component }) => component === 'backend');
  const target = isBackend ? place.environment.backend : undefined;
  const [checks, traffic, before] = await Promise.all([
    lookAt(context.providers.probe, addresses, watch.commit),
    target && readTraffic(context, target, { from: Math.max(watch.since, at - spanMs), to: at, patience }),
    target && trafficBefore(context, target, { watch, patience }),
  ]);
  return {
    look: { at, checks, ...(traffic && { traffic }) },
    watch: { ...watch, before: { ...watch.before, ...(before && { traffic: before }) } },
  };
}

/** Asked when the deploy is over: platforms count late, and the same span has the same figures whenever it is asked for. */
async function trafficBefore(
  context: Context,
  target: BackendTarget,
  { watch, patience }: { readonly watch: Watch; readonly patience: Patience },
): Promise<TrafficReading> {
  const known = watch.before.traffic;
  if (known && known.kind !== 'silent') return known;
  return readTraffic(context, target, { from: watch.changedAt - spanMs, to: watch.changedAt, patience });
}

async function readTraffic(
  context: Context,
  target: BackendTarget,
  { from, to, patience }: { readonly from: number; readonly to: number; readonly patience: Patience },
): Promise<TrafficReading> {
  if (to - from < 1) return { kind: 'no_requests' };
  const late = {
    kind: 'silent',
    why: `Railway did not answer within ${patience.patienceMs / 1000} s`,
  } as const;
  const ask = askPatiently(context, patience, () => context.providers.backend.traffic(target, { from, to }));
  const answer = await within(patience.patienceMs, ask, late);
  if (answer.kind === 'silent') return answer;
  const { said } = answer;
  if (said.kind === 'unknown') return { kind: 'no_requests' };
  const { requests, errors, p95Ms } = said;
  return { kind: 'measured', requests, errors, ...(p95Ms !== undefined && { p95Ms }) };
}
