import type { Environment } from '../../domain/environment.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Release } from '../../domain/release.ts';
import type { StepRecord } from '../../domain/step.ts';
import type { Checks } from '../../domain/watch.ts';
import type { Decision } from '../../store/operations.ts';
import { beginWatchWrite, watchLane } from '../../store/watches.ts';
import { beforeStep } from './before.ts';

interface Begun extends Required<Pick<Decision, 'writes' | 'wake'>> {
  readonly watched: Pick<Operation, 'watched'>;
}

const nothing: Begun = { watched: {}, writes: [], wake: [] };

/** A deploy that succeeds is watched from that moment on, where the policy asks for it. A rollback never is. */
export function beginWatch(
  operation: Operation,
  release: Release,
  {
    environment,
    records,
  }: { readonly environment: Pick<Environment, 'policy'>; readonly records: readonly StepRecord[] },
): Begun {
  const { forMs } = environment.policy.watch;
  if (operation.kind !== 'deploy' || forMs === 0) return nothing;
  const since = release.liveAt;
  const until = since + forMs;
  const watch = {
    operation: operation.id,
    release: release.id,
    commit: release.commit,
    since,
    until,
    changedAt: release.startedAt,
    nextAt: since,
    before: { checks: checksBefore(records) },
    seen: { looks: 0, checks: {}, streaks: {} },
  };
  return {
    watched: { watched: { forMs, until } },
    writes: [beginWatchWrite(operation, watch)],
    wake: [watchLane(operation)],
  };
}

function checksBefore(records: readonly StepRecord[]): Checks {
  const record = records.find(({ id }) => id === beforeStep);
  return (record?.result as Checks | undefined) ?? {};
}
