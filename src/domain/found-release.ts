import type { CommitSha } from './ids.ts';
import type { LiveDeployment, Plan } from './plan.ts';
import type { Release, ReleasedDeployment } from './release.ts';

/**
 * What ran before the first release, as the platforms told when that was planned: so the first one can be taken back
 * like any other. Nothing where no platform told a commit.
 */
export function foundRelease(first: Release, { live }: Pick<Plan, 'live'>): Release | undefined {
  const { frontend, backend } = live;
  const commit = backend?.commit ?? frontend?.commit;
  if (commit === undefined) return undefined;
  const since = [frontend?.since, backend?.since].filter((at) => at !== undefined);
  const { app, environment, operation, requestedBy, startedAt } = first;
  return {
    id: `${first.id}0`,
    app,
    environment,
    ...(operation !== undefined && { operation }),
    commit,
    subject: `What ran before the first release of ${app}`,
    requestedBy,
    approvedBy: [],
    ...(frontend?.commit && { frontend: partOf(frontend, commit) }),
    ...(backend?.commit && { backend: partOf(backend, commit) }),
    startedAt,
    liveAt: Math.min(startedAt, ...since),
    stepDurations: {},
  };
}

function partOf({ deployment, commit }: LiveDeployment, release: CommitSha): ReleasedDeployment {
  return { deployment, ...(commit !== release && commit !== undefined && { commit }) };
}
