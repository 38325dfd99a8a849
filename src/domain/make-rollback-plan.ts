import { createHash } from 'node:crypto';
import { type App, type Component, componentsOf, type Environment, isMigration } from './environment.ts';
import { estimateStep } from './make-plan.ts';
import type { Commit, Comparison, LiveState, RollbackPlan, RollbackWay } from './plan.ts';
import type { Release } from './release.ts';
import type { PlannedStep } from './step.ts';

export interface RollbackFacts {
  readonly app: App;
  readonly environment: Environment;
  readonly commit: Commit;
  readonly live: LiveState;
  readonly target: RollbackPlan['target'];
  /** From the target’s commit to what is live. */
  readonly comparison: Comparison;
  readonly ways: RollbackPlan['ways'];
  readonly staying?: RollbackPlan['staying'];
  /** Newest first. */
  readonly releases: readonly Release[];
}

export function makeRollbackPlan(facts: RollbackFacts): RollbackPlan {
  const { app, environment, commit, live, target, comparison, staying, releases } = facts;
  const ways = withEstimates(facts.ways, releases);
  const [newest] = releases;
  const returns = newest?.id === target.release;
  const left = whatGoes(live, ways);
  const plan = {
    kind: 'rollback' as const,
    app: app.name,
    environment: environment.name,
    ref: commit.sha,
    commit,
    live,
    comparison,
    checks: [],
    components: componentsOf(environment).flatMap((component) => partOf(component, ways)),
    steps: planSteps(ways, releases),
    approvalsRequired: 0,
    target,
    leaves: {
      ...(newest && { release: newest.id }),
      ...(newest?.operation && !returns && { operation: newest.operation }),
      ...(left !== undefined && { commit: left }),
    },
    ways,
    migrations: migrationsIn(environment, comparison),
    ...(staying && { staying }),
  };
  return { ...plan, digest: digestOf(plan, environment) };
}

/** What is live and is not what comes back; the backend’s where both differ. */
export function whatGoes(live: LiveState, ways: RollbackPlan['ways']): Commit['sha'] | undefined {
  const returns = [ways.frontend?.commit.sha, ways.backend?.commit.sha];
  const serving = [live.backend?.commit, live.frontend?.commit];
  return serving.find((commit) => commit !== undefined && !returns.includes(commit));
}

function partOf(component: Component, ways: RollbackPlan['ways']): RollbackPlan['components'] {
  const way = component === 'database' ? undefined : ways[component];
  return way ? [{ component, changed: way.kind !== 'live', files: 0 }] : [];
}

const stepsOf = {
  frontend: {
    live: [],
    instant: [{ id: 'roll-back-frontend', title: 'Roll back frontend', component: 'frontend' }],
    rebuild: [
      { id: 'build-frontend', title: 'Build frontend', component: 'frontend' },
      { id: 'promote-frontend', title: 'Promote frontend', component: 'frontend' },
    ],
  },
  backend: {
    live: [],
    instant: [{ id: 'roll-back-backend', title: 'Roll back backend', component: 'backend' }],
    rebuild: [{ id: 'deploy-backend', title: 'Deploy backend', component: 'backend' }],
  },
} as const satisfies Record<string, Record<RollbackWay['kind'], readonly PlannedStep[]>>;

const inOrder = [
  'build-frontend',
  'roll-back-frontend',
  'roll-back-backend',
  'deploy-backend',
  'check-backend',
  'promote-frontend',
  'verify-frontend',
];

function planSteps(
  { frontend, backend }: RollbackPlan['ways'],
  releases: readonly Release[],
): readonly PlannedStep[] {
  const steps: readonly PlannedStep[] = [
    ...(frontend ? stepsOf.frontend[frontend.kind] : []),
    ...(backend ? stepsOf.backend[backend.kind] : []),
    ...(backend ? [{ id: 'check-backend', title: 'Check backend', component: 'backend' as const }] : []),
    ...(frontend ? [{ id: 'verify-frontend', title: 'Verify', component: 'frontend' as const }] : []),
  ];
  return steps
    .toSorted((one, other) => inOrder.indexOf(one.id) - inOrder.indexOf(other.id))
    .map((step) => {
      const estimateMs = estimateStep(releases, step.id);
      return { ...step, ...(estimateMs !== undefined && { estimateMs }) };
    });
}

function withEstimates(
  { frontend, backend }: RollbackPlan['ways'],
  releases: readonly Release[],
): RollbackPlan['ways'] {
  const estimated = (way: RollbackWay, steps: readonly PlannedStep[]) => {
    const known = steps.flatMap(({ id }) => estimateStep(releases, id) ?? []);
    const sum = known.reduce((total, ms) => total + ms, 0);
    return { ...way, ...(known.length > 0 && { estimateMs: sum }) };
  };
  return {
    ...(frontend && { frontend: estimated(frontend, stepsOf.frontend[frontend.kind]) }),
    ...(backend && { backend: estimated(backend, stepsOf.backend[backend.kind]) }),
  };
}

/** Files that the commits which go have added or changed. */
export function migrationsIn(
  { database }: Environment,
  { files }: Pick<Comparison, 'files'>,
): readonly string[] {
  return database ? files.filter((file) => isMigration(database, file)) : [];
}

/**
 * Binds what is left and what comes back, not the way there: a platform that can do better or worse by the time of the
 * press does not change what is wanted.
 */
function digestOf(plan: Omit<RollbackPlan, 'digest'>, environment: Environment): string {
  const bound = [
    plan.kind,
    plan.app,
    plan.environment,
    plan.target.release,
    plan.leaves.release ?? null,
    plan.components.map(({ component }) => [component, environment[component]]),
  ];
  return createHash('sha256').update(JSON.stringify(bound)).digest('hex');
}
