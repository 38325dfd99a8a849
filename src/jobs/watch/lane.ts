import { afterLook, decideWatch, summaryOf, type Verdict } from '../../domain/judge-watch.ts';
import type { Operation } from '../../domain/operation.ts';
import type { StopPlace } from '../../domain/stop.ts';
import type { Watch } from '../../domain/watch.ts';
import type { WatchPolicy } from '../../domain/watch-policy.ts';
import { findOperation, operationsUnderWay } from '../../store/operations.ts';
import { recentReleases } from '../../store/releases.ts';
import { dropWatch, findWatches, keepWatch, restWatchLane, watchLane } from '../../store/watches.ts';
import { type Context, findPlace, type Place } from '../context.ts';
import type { LaneRun } from '../lane-run.ts';
import { endWatch } from './end.ts';
import { isStillLive } from './is-still-live.ts';
import { lookOnce } from './look.ts';
import { endWorse } from './worse.ts';

/** A platform that is slower than this tells at the next look. */
const mostPatienceMs = 5_000;

/** Looks at what a deploy put live until its time is over, and does what the policy wants where it is worse than before. */
export async function runWatchLane(context: Context, place: StopPlace, run: LaneRun): Promise<void> {
  const { store } = context;
  const { fence } = run;
  for (;;) {
    run.signal.throwIfAborted();
    const watches = await findWatches(store, place);
    const due = watches.find(({ nextAt }) => nextAt <= store.now());
    if (due) {
      await goOn(context, place, { watch: due, run });
      continue;
    }
    const at = watches.length === 0 ? undefined : Math.min(...watches.map(({ nextAt }) => nextAt));
    if ((await restWatchLane(store, place, { at, fence })) === 'lost') continue;
    if (at !== undefined) await store.wake(watchLane(place), at);
    return;
  }
}

interface Turn {
  readonly watch: Watch;
  readonly run: LaneRun;
}

async function goOn(context: Context, place: StopPlace, { watch, run }: Turn): Promise<void> {
  const { store, apps } = context;
  const { fence } = run;
  const operation = await findOperation(store, watch.operation);
  if (!operation?.watched || operation.watched.end) return dropWatch(store, place, watch.operation, fence);
  const where = findPlace(apps, place);
  const policy = where?.environment.policy.watch;
  if (!where || !policy || policy.forMs === 0)
    return endWatch(context, watch, { fence, end: notWanted(watch, policy) });
  const standing = await whatStands(context, place, watch);
  if (standing === 'overtaken') return endWatch(context, watch, { fence, end: { kind: 'overtaken' } });
  if (standing === 'being_changed')
    return keepWatch(store, place, { ...watch, nextAt: store.now() + policy.everyMs }, fence);
  return look(context, where, { watch, operation, run });
}

function notWanted(watch: Watch, policy: WatchPolicy | undefined) {
  const requests = policy?.requests ?? 0;
  const { looks } = watch.seen;
  const summary = { looks, asked: 0, well: 0, notCounted: [], requests };
  return { kind: 'unclear', why: { kind: 'not_wanted' }, ...summary } as const;
}

/** While another operation runs, what is red may be its doing; one that fails leaves this release live. */
async function whatStands(
  { store }: Context,
  place: StopPlace,
  watch: Watch,
): Promise<'live' | 'being_changed' | 'overtaken'> {
  const [newest] = await recentReleases(store, place, 1);
  if (newest?.id !== watch.release) return 'overtaken';
  const { operations } = await operationsUnderWay(store, place);
  if (!operations.some(({ state }) => state === 'running')) return 'live';
  return store.now() < watch.until ? 'being_changed' : 'overtaken';
}

async function look(
  context: Context,
  place: Place,
  { watch, operation, run }: Turn & { readonly operation: Operation },
): Promise<void> {
  const { store, log } = context;
  const { policy } = place.environment;
  const patience = { run, patienceMs: Math.min(mostPatienceMs, policy.watch.everyMs) };
  const looked = await lookOnce(context, place, { watch, operation, patience });
  const next = afterLook(looked.watch, looked.look, policy.watch);
  const verdict = decideWatch(next, policy.watch, store.now());
  const doubtful =
    verdict.kind === 'worse' || Object.values(looked.look.checks).some(({ kind }) => kind === 'other');
  const live = doubtful ? await isStillLive(context, place, { watch, operation, patience }) : 'yes';
  log.debug({ operation: operation.id, look: looked.look, verdict: verdict.kind, live }, 'watched');
  if (live === 'no') return endWatch(context, next, { fence: run.fence, end: { kind: 'overtaken' } });
  await act(context, place, {
    watch: next,
    verdict: live === 'yes' ? verdict : unsure(verdict, next, policy.watch, store.now()),
    run,
  });
}

/** Where no platform says what is live, nothing is held against the release: our own way to the network may be down. */
function unsure(verdict: Verdict, watch: Watch, policy: WatchPolicy, now: number): Verdict {
  if (verdict.kind !== 'worse') return verdict;
  if (now < watch.until + policy.looks * policy.everyMs) return { kind: 'goes_on' };
  return {
    kind: 'unclear',
    why: { kind: 'red_at_last', signals: verdict.evidence.map(({ signal }) => signal) },
  };
}

async function act(
  context: Context,
  place: Place,
  { watch, verdict, run: { fence } }: Turn & { readonly verdict: Verdict },
): Promise<void> {
  const policy = place.environment.policy.watch;
  const where = { app: place.app.name, environment: place.environment.name };
  const summary = summaryOf(watch, policy);
  switch (verdict.kind) {
    case 'goes_on':
      return keepWatch(context.store, where, watch, fence);
    case 'well':
      return endWatch(context, watch, { fence, end: { kind: 'well', ...summary } });
    case 'unclear':
      return endWatch(context, watch, { fence, end: { kind: 'unclear', why: verdict.why, ...summary } });
    case 'worse':
      return endWorse(context, watch, { fence, policy, evidence: verdict.evidence, summary });
  }
}
