import { createHash } from 'node:crypto';
import {
  type App,
  type Component,
  componentsOf,
  type Environment,
  isMigration,
  touches,
} from './environment.ts';
import type {
  Check,
  Commit,
  Comparison,
  ComponentPlan,
  DeployPlan,
  LiveState,
  Plan,
  RollbackWay,
} from './plan.ts';
import { approvalRulesOf } from './approval-rules.ts';
import { boundBy, type MigrationsPlan } from './migration-plan.ts';
import { nodsRequired } from './quorum.ts';
import type { Release } from './release.ts';
import type { PlannedStep } from './step.ts';

export interface PlanFacts {
  readonly app: App;
  readonly environment: Environment;
  readonly ref: string;
  readonly commit: Commit;
  readonly live: LiveState;
  readonly comparison: Comparison;
  readonly checks: readonly Check[];
  /** Empty: all that the environment has. */
  readonly components: readonly Component[];
  readonly migrations?: MigrationsPlan | undefined;
  readonly back?: true | undefined;
  readonly emergency?: string | undefined;
  /** Newest first: where the estimates come from. */
  readonly releases: readonly Release[];
}

/** The plan that these facts ask for. The same facts give the same digest. */
export function makePlan(facts: PlanFacts): DeployPlan {
  const { app, environment, ref, commit, live, comparison, checks, migrations } = facts;
  const wanted = facts.components.length > 0 ? facts.components : componentsOf(environment);
  const components = componentsOf(environment)
    .filter((component) => wanted.includes(component))
    .map((component) => planComponent(component, facts));
  const plan = {
    kind: 'deploy' as const,
    app: app.name,
    environment: environment.name,
    ref,
    commit,
    live,
    comparison,
    checks,
    components,
    ...(migrations && { migrations }),
    steps: planSteps(components, facts),
    approvalsRequired: nodsRequired(
      approvalRulesOf({ kind: 'deploy', ...(migrations && { migrations }) }, environment.policy.approvals),
    ),
    ...(facts.back && { back: true as const }),
    ...(facts.emergency !== undefined && { emergency: facts.emergency }),
  };
  return { ...plan, digest: digestOf(plan, environment) };
}

/** Live on every component that the plan is about: there is nothing to do. */
export function isUnchanged(plan: Plan): boolean {
  if (plan.kind === 'rollback') return [plan.ways.frontend, plan.ways.backend].every(isThere);
  if (plan.kind === 'deploy' && appliesMigrations(plan)) return false;
  const running = plan.components.flatMap(({ component }) =>
    component === 'database' ? [] : [plan.live[component]?.commit],
  );
  return running.length > 0 && running.every((commit) => commit === plan.commit.sha);
}

/** Cabeceo itself runs some in this deploy. */
export function appliesMigrations({ migrations }: Pick<DeployPlan, 'migrations'>): boolean {
  return migrations?.run === 'cabeceo' && migrations.pending.length > 0;
}

function isThere(way: RollbackWay | undefined): boolean {
  return way === undefined || way.kind === 'live';
}

/** Median of what a step took in earlier releases, ms. */
export function estimateStep(releases: readonly Release[], step: string): number | undefined {
  const known = releases.flatMap((release) => release.stepDurations[step] ?? []).toSorted((a, b) => a - b);
  return known[Math.floor(known.length / 2)];
}

function changes(component: Component, environment: Environment, file: string): boolean {
  if (component === 'database')
    return environment.database !== undefined && isMigration(environment.database, file);
  const paths = environment[component]?.paths ?? [];
  return paths.length === 0 || touches(paths, file);
}

function planComponent(component: Component, facts: PlanFacts): ComponentPlan {
  const files = facts.comparison.files.filter((file) => changes(component, facts.environment, file)).length;
  const estimateMs = estimateComponent(component, facts.releases);
  return {
    component,
    changed: files > 0 || !listsAllFiles(facts.comparison),
    files,
    ...(estimateMs !== undefined && { estimateMs }),
  };
}

/** A comparison names what the new commit adds to the common past, not what it takes away from what is live. */
function listsAllFiles({ status, filesTruncated }: Comparison): boolean {
  return (status === 'ahead' || status === 'identical') && !filesTruncated;
}

const stepsInOrder = [
  { id: 'restore-point', title: 'Prepare restore point', component: 'database' },
  { id: 'build-frontend', title: 'Build frontend', component: 'frontend' },
  { id: 'deploy-backend', title: 'Deploy backend', component: 'backend' },
  { id: 'check-backend', title: 'Check backend', component: 'backend' },
  { id: 'promote-frontend', title: 'Promote frontend', component: 'frontend' },
  { id: 'verify-frontend', title: 'Verify', component: 'frontend' },
] as const satisfies readonly PlannedStep[];

const applyStep = { id: 'apply-migrations', title: 'Apply migrations', component: 'database' } as const;

function planSteps(
  components: readonly ComponentPlan[],
  { releases, migrations }: Pick<PlanFacts, 'releases' | 'migrations'>,
): readonly PlannedStep[] {
  const applies = migrations && appliesMigrations({ migrations });
  return (applies ? withMigrations : stepsInOrder)
    .filter((step) => components.some(({ component }) => component === step.component))
    .map((step) => {
      const estimateMs = estimateStep(releases, step.id);
      return { ...step, ...(estimateMs !== undefined && { estimateMs }) };
    });
}

/** The restore point holds what was there right before them. */
const [restorePoint, buildFrontend, ...afterwards] = stepsInOrder;
const withMigrations: readonly PlannedStep[] = [buildFrontend, restorePoint, applyStep, ...afterwards];

function estimateComponent(component: Component, releases: readonly Release[]): number | undefined {
  const steps = withMigrations.filter((step) => step.component === component);
  const known = steps.flatMap(({ id }) => estimateStep(releases, id) ?? []);
  return known.length > 0 ? known.reduce((sum, ms) => sum + ms, 0) : undefined;
}

/** Binds what runs (commit, components, targets), on top of what, and under which rule. CI may turn: it is asked again. */
function digestOf(plan: Omit<DeployPlan, 'digest'>, environment: Environment): string {
  const bound = [
    plan.app,
    plan.environment,
    plan.commit.sha,
    plan.components.map(({ component }) => [component, environment[component]]),
    [plan.live.frontend?.deployment, plan.live.backend?.deployment],
    environment.policy,
    plan.back ?? false,
    plan.emergency ?? null,
    ...(plan.migrations ? [boundBy(plan.migrations)] : []),
  ];
  return createHash('sha256').update(JSON.stringify(bound)).digest('hex');
}
