import { emergencyOf } from '../domain/emergency.ts';
import type { CommitSha } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import type { Plan } from '../domain/plan.ts';
import { type Release, releasedDeployment } from '../domain/release.ts';
import type { Deployed } from './deploy.ts';
import type { DeployContext } from './deploy/context.ts';
import type { Run } from './workflow.ts';

/** The record of what a run put live. */
export function releaseOf(
  operation: Operation,
  { plan, environment }: DeployContext,
  done: {
    readonly deployed: Deployed;
    readonly durations: Release['stepDurations'];
    readonly now: number;
    readonly githubDeployment: number | undefined;
  },
): Release {
  const { frontend, backend, restorePoint, migrations } = done.deployed;
  const before = plan.live;
  return {
    id: operation.id.replace('op_', 'rel_'),
    app: operation.app,
    environment: operation.environment,
    operation: operation.id,
    commit: plan.commit.sha,
    subject: plan.commit.subject,
    ...(plan.kind === 'rollback' && { backTo: plan.target.origin }),
    requestedBy: operation.request.by,
    ...(operation.request.automatic && { byItself: true }),
    approvedBy: operation.approval?.nods.map(({ by }) => by) ?? [],
    ...(frontend && {
      frontend: releasedDeployment(frontend.deployment, {
        commit: ownCommit(plan, 'frontend'),
        url: environment.frontend?.url ?? frontend.url,
        previous: before.frontend?.deployment,
      }),
    }),
    ...(backend && {
      backend: releasedDeployment(backend.deployment, {
        commit: ownCommit(plan, 'backend'),
        url: environment.backend?.url,
        previous: before.backend?.deployment,
      }),
    }),
    ...emergencyOf(operation),
    ...(restorePoint && { database: { restorePoint, ...(migrations && { migrations }) } }),
    ...(done.githubDeployment !== undefined && { githubDeployment: done.githubDeployment }),
    startedAt: operation.startedAt ?? operation.createdAt,
    liveAt: done.now,
    stepDurations: done.durations,
  };
}

/** Where a rollback brings back another commit of a component than the release's own. */
function ownCommit(plan: Plan, component: 'frontend' | 'backend'): CommitSha | undefined {
  const sha = plan.kind === 'rollback' ? plan.ways[component]?.commit.sha : undefined;
  return sha === plan.commit.sha ? undefined : sha;
}

export function durationsOf({ records }: Run): Release['stepDurations'] {
  const ended = records.flatMap(({ id, finishedAt, intentAt }) =>
    finishedAt ? [[id, finishedAt - intentAt] as const] : [],
  );
  return Object.fromEntries(ended);
}

/** Between the backend's switch and the frontend's: how long people saw one with the other's version, ms. */
export function mixedVersions(run: Run): number {
  const finished = (...ids: readonly string[]) =>
    run.records.find((record) => ids.includes(record.id))?.finishedAt;
  const backend = finished('deploy-backend', 'roll-back-backend');
  const frontend = finished('promote-frontend', 'roll-back-frontend');
  return backend && frontend ? Math.abs(frontend - backend) : 0;
}
