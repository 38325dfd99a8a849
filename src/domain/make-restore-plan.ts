import { createHash } from 'node:crypto';
import type { App, Environment } from './environment.ts';
import type { OperationId } from './ids.ts';
import { nodsRequired } from './quorum.ts';
import type { Commit, LiveState, RestorePlan } from './plan.ts';
import type { PlannedStep } from './step.ts';

export type RestoreFacts = Pick<
  RestorePlan,
  'commit' | 'live' | 'source' | 'plannedAt' | 'history' | 'look' | 'data'
> & {
  readonly app: App;
  readonly environment: Environment;
  readonly operation: OperationId;
  readonly barred: string | undefined;
};

/** Neon shows these names among the branches of the database. */
export function lookName(operation: OperationId): string {
  return `cabeceo/look-${operation}`;
}

function keptName(operation: OperationId): string {
  return `before-restore-${operation.slice('op_'.length)}`;
}

/** What a restore that was taken back had put there. */
export function takenBackName(operation: OperationId): string {
  return `taken-back-${operation.slice('op_'.length)}`;
}

export function makeRestorePlan(facts: RestoreFacts): RestorePlan {
  const { app, environment, operation, barred, ...seen } = facts;
  const { commit } = seen;
  const plan = {
    kind: 'restore' as const,
    app: app.name,
    environment: environment.name,
    ref: commit.sha,
    comparison: unchanged(commit),
    checks: [],
    components: [{ component: 'database' as const, changed: true, files: 0 }],
    steps: planSteps(environment),
    approvalsRequired: nodsRequired([environment.policy.approvals.data]),
    keptAs: keptName(operation),
    ...seen,
    ...(barred !== undefined && { barred }),
  };
  return { ...plan, digest: digestOf(plan, environment) };
}

/** The same wish on what is live and can be had now; what people looked at stays. */
export function renewRestorePlan(
  plan: RestorePlan,
  environment: Environment,
  seen: Pick<RestorePlan, 'live' | 'history'> & { readonly barred: string | undefined },
): RestorePlan {
  const { barred: _before, ...kept } = plan;
  const { barred, live, history } = seen;
  const next = { ...kept, live, history, ...(barred !== undefined && { barred }) };
  return { ...next, digest: digestOf(next, environment) };
}

/** The commit that runs, which is the one that has to be well on the restored data. */
export function liveCommit({ backend, frontend }: LiveState): Commit['sha'] | undefined {
  return backend?.commit ?? frontend?.commit;
}

function unchanged({ sha }: Commit): RestorePlan['comparison'] {
  return {
    status: 'identical',
    base: sha,
    totalCommits: 0,
    commits: [],
    files: [],
    filesTruncated: false,
  };
}

const stepsInOrder: readonly PlannedStep[] = [
  { id: 'note-moment', title: 'Note the last moment', component: 'database' },
  { id: 'restore-data', title: 'Restore the data', component: 'database' },
  { id: 'connect-data', title: 'Connect to it', component: 'database' },
  { id: 'check-backend', title: 'Check backend', component: 'backend' },
  { id: 'compare-rows', title: 'Compare the rows', component: 'database' },
];

function planSteps({ backend }: Environment): readonly PlannedStep[] {
  return stepsInOrder.filter(({ id }) => id !== 'check-backend' || backend !== undefined);
}

/**
 * Binds the data that comes, the data that goes, and what runs on it. The name of the branch that is kept holds the operation: a nod is
 * good for this one restore, since what would be lost grows with every minute.
 */
function digestOf(plan: Omit<RestorePlan, 'digest'>, { database }: Environment): string {
  const { source } = plan;
  const bound = [
    plan.kind,
    plan.app,
    plan.environment,
    [database?.project, database?.branch, plan.history.resetAt ?? null],
    [source.kind, source.at, source.kind === 'branch' ? source.branch : null],
    [plan.live.frontend?.commit ?? null, plan.live.backend?.commit ?? null],
    plan.keptAs,
  ];
  return createHash('sha256').update(JSON.stringify(bound)).digest('hex');
}
