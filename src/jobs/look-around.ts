import type { Component } from '../domain/environment.ts';
import { type CommitSha, shortSha } from '../domain/ids.ts';
import { kindsOfAll } from '../domain/migration-plan.ts';
import type { Aftermath, EarlierRelease } from '../domain/operation.ts';
import type { LiveState } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { stateOf } from '../domain/rollback-target.ts';
import type { Context } from './context.ts';
import type { DeployContext } from './deploy/context.ts';
import { stayingMigrations } from './deploy/migrations.ts';
import type { LaneRun } from './lane-run.ts';
import { persist } from './persist.ts';
import { readServing } from './planning/plan.ts';
import type { Run } from './workflow.ts';

/** What was undone, what could not be, and what each component serves now, as far as the platforms answer. */
export async function lookAround(
  context: Context,
  deployContext: DeployContext,
  { run, turn }: { readonly run: Run; readonly turn: LaneRun },
): Promise<Aftermath> {
  const live = await persist(() => readServing(context, deployContext), {
    forMs: 10_000,
    signal: turn.signal,
    log: context.log,
  }).catch((): LiveState => ({}));
  turn.signal.throwIfAborted();
  const known: [Component, CommitSha | undefined][] = [
    ['frontend', live.frontend?.commit],
    ['backend', live.backend?.commit],
  ];
  const shown = known.flatMap(([component, sha]) => (sha ? [[component, shortSha(sha)] as const] : []));
  const stay = stayingMigrations(deployContext.plan, run.records);
  return {
    ...run.undone(),
    live: Object.fromEntries(shown),
    ...(stay.length > 0 && { migrations: { names: stay.map(({ name }) => name), kinds: kindsOfAll(stay) } }),
  };
}

/** Something serves what the newest release did not put there. */
export function leftChanged(
  { live }: Aftermath,
  releases: readonly Release[],
): { readonly earlier?: EarlierRelease } {
  const [newest] = releases;
  if (!newest) return {};
  const state = stateOf(newest, releases);
  const changed = (['frontend', 'backend'] as const).some((component) => {
    const [now, released] = [live[component], state[component]?.commit];
    return now !== undefined && released !== undefined && !released.startsWith(now);
  });
  return changed ? { earlier: { release: newest.id, commit: newest.commit } } : {};
}
