import type { DatabaseTarget } from '../../domain/environment.ts';
import { liveCommit, lookName, makeRestorePlan, renewRestorePlan } from '../../domain/make-restore-plan.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Commit, LiveState, RestorePlan } from '../../domain/plan.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { Release, RestorePoint } from '../../domain/release.ts';
import { findBefore, findSource, type SourceFacts } from '../../domain/restore-source.ts';
import type { RestoreWish } from '../../domain/restore-wish.ts';
import type { DataHistory } from '../../providers/contract.ts';
import { recentReleases } from '../../store/releases.ts';
import type { Context, Place } from '../context.ts';
import { ifAnswered } from '../if-answered.ts';
import type { LaneRun } from '../lane-run.ts';
import { readServing } from './plan.ts';
import { rebuildReleases } from './rebuild-releases.ts';
import { lookInto, openLook } from '../restore/look.ts';

const releasesLookedAt = 50;
const usualZone = 'UTC';

type Planned =
  | { readonly kind: 'planned'; readonly plan: RestorePlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Finds the data that is meant, opens a branch that shows it, and counts what would come and go. */
export async function planRestore(
  context: Context,
  place: Place,
  { operation, run }: { readonly operation: Operation; readonly run: LaneRun },
): Promise<Planned> {
  const { environment } = place;
  const target = environment.database;
  const wish = operation.request.data;
  if (!target) return refuse('no_database', { environment: environment.name });
  if (!wish) throw new Error(`${operation.id} does not say which data`);
  const { database } = context.providers;
  const [serving, history] = await Promise.all([readServing(context, place), database.history(target)]);
  if (history.barred !== undefined)
    return refuse('restore_barred', { environment: environment.name, message: history.barred });
  const releases = await readReleases(context, place, serving);
  const live = liveCommit(serving) ?? releases[0]?.commit;
  if (live === undefined) return refuse('restore_live_unknown', { environment: environment.name });
  const facts = await gatherFacts(context, place, { wish, operation, target, history, releases });
  const found = findSource(wish, facts);
  if (found.kind === 'refused') return found;
  const { source } = found;
  const look = await openLook(context, target, {
    name: lookName(operation.id),
    source,
    expiresAt: lookUntil(context, place),
    run,
  });
  const [now, earlier, commit] = await Promise.all([
    lookInto(context, target, { branch: undefined, run }),
    lookInto(context, target, { branch: look.branch, run }),
    readCommit(context, place, { sha: live, releases }),
  ]);
  const plan = makeRestorePlan({
    ...place,
    operation: operation.id,
    commit,
    live: serving,
    source,
    plannedAt: context.store.now(),
    ...seenHistory(history),
    look,
    data: { now, earlier },
  });
  return { kind: 'planned', plan };
}

/** On what runs, and what can be had, now. */
export async function planRestoreAgain(
  context: Context,
  place: Place,
  plan: RestorePlan,
): Promise<RestorePlan> {
  const target = place.environment.database;
  if (!target) throw new Error(`${place.environment.name} has no database any more`);
  const [live, history] = await Promise.all([
    readServing(context, place),
    context.providers.database.history(target),
  ]);
  return renewRestorePlan(plan, place.environment, { live, ...seenHistory(history) });
}

function seenHistory({ barred, ...history }: DataHistory) {
  return { history, barred };
}

/** As long as somebody may nod, and the restore that follows. */
function lookUntil({ store }: Context, { environment: { policy } }: Place): number {
  return store.now() + policy.approvals.expiresAfterMs + dayMs;
}

const dayMs = 86_400_000;

async function readReleases(context: Context, place: Place, serving: LiveState): Promise<readonly Release[]> {
  const where = { app: place.app.name, environment: place.environment.name };
  const known = await recentReleases(context.store, where, releasesLookedAt);
  return known.length > 0 ? known : rebuildReleases(context, place, serving);
}

async function gatherFacts(
  context: Context,
  { environment }: Place,
  known: {
    readonly wish: RestoreWish;
    readonly operation: Operation;
    readonly target: DatabaseTarget;
    readonly history: DataHistory;
    readonly releases: readonly Release[];
  },
): Promise<SourceFacts> {
  const { wish, operation, target, history, releases } = known;
  const { people, providers, store } = context;
  const [zone, branch, point] = await Promise.all([
    wish.kind === 'clock' ? people.zoneOf(operation.request.by) : undefined,
    wish.kind === 'branch' ? providers.database.findBranch(target, wish.name) : undefined,
    findPoint(context, target, { wish, releases }),
  ]);
  return {
    environment: environment.name,
    now: store.now(),
    zone: zone ?? usualZone,
    history,
    releases,
    branch,
    point,
  };
}

async function findPoint(
  { providers }: Context,
  target: DatabaseTarget,
  { wish, releases }: { readonly wish: RestoreWish; readonly releases: readonly Release[] },
): Promise<RestorePoint | undefined> {
  if (wish.kind !== 'release' && wish.kind !== 'after') return undefined;
  const point = findBefore(wish, releases)?.database?.restorePoint;
  return point && providers.database.findRestorePoint(target, point.name);
}

/** For people to read: a restore does not wait for GitHub. */
async function readCommit(
  context: Context,
  { app }: Place,
  { sha, releases }: { readonly sha: CommitSha; readonly releases: readonly Release[] },
): Promise<Commit> {
  const { source } = context.providers;
  const answer = await ifAnswered(context, () => source.resolveRef(app.repository, sha));
  if (answer?.kind === 'found') return answer.commit;
  const subject = releases.find(({ commit }) => commit === sha)?.subject ?? '';
  return { sha, subject, author: { name: 'unknown' }, url: '', committedAt: 0 };
}

function refuse(code: Refusal['code'], facts: Refusal['facts']): Planned {
  return { kind: 'refused', refusal: { code, facts } };
}
