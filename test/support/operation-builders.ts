import { nobody } from '../../src/domain/authors.ts';
import {
  type ApprovalRule,
  type Environment,
  type Policy,
  usualRights,
} from '../../src/domain/environment.ts';
import { askGates, type GatesSeen, gatesSeen } from '../../src/domain/gates/ask.ts';
import type { WatchPolicy } from '../../src/domain/watch-policy.ts';
import type { OutsideFacts } from '../../src/domain/gates/gate.ts';
import type { CommitSha, OperationId, SlackUserId } from '../../src/domain/ids.ts';
import type { NodStanding } from '../../src/domain/nods.ts';
import type { Aftermath, Approval, Failure, Nod, Operation } from '../../src/domain/operation.ts';
import type { ComparedCommit, DeployPlan, RollbackPlan } from '../../src/domain/plan.ts';
import type { Release } from '../../src/domain/release.ts';
import type { PlannedStep, StepRecord } from '../../src/domain/step.ts';
import { aDrillPolicy } from './drill-builders.ts';
import type { OperationModel } from '../../src/slack/views/operation-model.ts';

/* What the views' tests speak about: one deploy of Mundo Tango, overridden where a test is about something. */

export const ana = 'U0ANA001' as SlackUserId;
export const bruno = 'U0BRUNO1' as SlackUserId;
export const releaseManagers = 'S0RELEASE';
export const newSha = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334' as CommitSha;
export const liveSha = '9f8e7d6c5b4a39281706f5e4d3c2b1a099887766' as CommitSha;
export const now = Date.UTC(2026, 10, 14, 14, 30);
const minute = 60_000;
const day = 24 * 60 * minute;
const github = 'https://github.com/mundo-tango/mundo-tango';

export function aCommit(over: Partial<ComparedCommit> = {}): ComparedCommit {
  const sha = over.sha ?? newSha;
  return {
    sha,
    subject: 'Fix cart totals (#41)',
    author: { name: 'Ana Ruiz', login: 'ana-ruiz' },
    url: `${github}/commit/${sha}`,
    committedAt: now - day,
    pullRequest: { number: 41, title: 'Fix cart totals', url: `${github}/pull/41`, author: 'ana-ruiz' },
    ...over,
  };
}

export function aPlan(over: Partial<DeployPlan> = {}): DeployPlan {
  return {
    kind: 'deploy',
    app: 'mundo-tango',
    environment: 'production',
    ref: 'main',
    commit: aCommit({ subject: 'Fix cart totals' }),
    live: {
      frontend: { deployment: 'dpl_1', commit: liveSha, since: now - 3 * day },
      backend: { deployment: 'rw_1', commit: liveSha, since: now - 3 * day },
    },
    comparison: {
      status: 'ahead',
      base: liveSha,
      totalCommits: 7,
      commits: [1, 2, 3, 4, 5, 6, 7].map((n) =>
        aCommit({
          subject: `Change ${n}`,
          author: { name: `Person ${n % 3}`, login: `person-${n % 3}` },
        }),
      ),
      files: [],
      filesTruncated: false,
      url: `${github}/compare/9f8e7d6...a1b2c3d`,
    },
    checks: [
      { name: 'lint', state: 'success', url: `${github}/runs/1` },
      { name: 'e2e-tests', state: 'success', url: `${github}/runs/2` },
    ],
    components: [
      { component: 'frontend', changed: true, files: 12, estimateMs: 110_000 },
      { component: 'backend', changed: true, files: 3, estimateMs: 140_000 },
      { component: 'database', changed: false, files: 0 },
    ],
    approvalsRequired: 1,
    steps: [],
    digest: 'd'.repeat(64),
    ...over,
  };
}

/** Back from `newSha` to `liveSha`, both at once. */
export function aRollbackPlan(over: Partial<RollbackPlan> = {}): RollbackPlan {
  const commit = aCommit({ sha: liveSha, subject: 'Show opening hours' });
  const { comparison } = aPlan();
  return {
    ...aPlan(),
    kind: 'rollback',
    ref: liveSha,
    commit,
    live: {
      frontend: { deployment: 'dpl_2', commit: newSha, since: now - 3_600_000 },
      backend: { deployment: 'rw_2', commit: newSha, since: now - 3_600_000 },
    },
    comparison: { ...comparison, files: ['backend/migrations/0007_orders.sql', 'backend/src/app.ts'] },
    checks: [],
    components: [
      { component: 'frontend', changed: true, files: 0 },
      { component: 'backend', changed: true, files: 0 },
    ],
    approvalsRequired: 0,
    target: { release: 'rel_00000001', origin: 'rel_00000001', liveAt: now - 3 * day },
    leaves: { release: 'rel_00000002', operation: 'op_00000002' as OperationId, commit: newSha },
    ways: {
      frontend: { kind: 'instant', deployment: 'dpl_1', commit, estimateMs: 4_000 },
      backend: { kind: 'instant', deployment: 'rw_1', commit, estimateMs: 40_000 },
    },
    migrations: ['backend/migrations/0007_orders.sql'],
    ...over,
  };
}

export function aRollback(over: Partial<Operation> = {}): Operation {
  const plan = over.plan ?? aRollbackPlan();
  return anOperation({
    id: 'op_01hx2k3m4n5p6q8r' as OperationId,
    kind: 'rollback',
    request: { by: ana, team: 'T0MUNDO01', channel: 'C0DEPLOYS', components: [] },
    plan,
    approval: anApproval({ rules: [] }),
    ...over,
  });
}

/** To the data of 25 minutes ago. */
export function anOperation(over: Partial<Operation> = {}): Operation {
  const operation = plannedOperation(over);
  return { gates: gatesOf(operation), ...operation };
}

function plannedOperation(over: Partial<Operation>): Operation {
  return {
    id: 'op_01hx2k3m4n5p6q7r' as OperationId,
    kind: 'deploy',
    app: 'mundo-tango',
    environment: 'production',
    request: { by: ana, team: 'T0MUNDO01', channel: 'C0DEPLOYS', ref: 'main', components: [] },
    state: 'awaiting_approval',
    version: 2,
    plan: aPlan(),
    approval: anApproval(),
    createdAt: now - 2 * minute,
    ...over,
  };
}

export function aRule(over: Partial<ApprovalRule> = {}): ApprovalRule {
  return { required: 1, groups: [releaseManagers], users: [], ...over };
}

export function aNod(by: SlackUserId, over: Partial<Nod> = {}): Nod {
  return { by, at: now - minute, rules: [0], ...over };
}

export function anApproval(over: Partial<Approval> = {}): Approval {
  return {
    digest: 'd'.repeat(64),
    rules: [aRule()],
    nods: [],
    expiresAt: now + 28 * minute,
    asked: { at: now - 2 * minute },
    askEveryMs: 5 * minute,
    told: [],
    ...over,
  };
}

/** Nothing is watched unless a test says for how long. */
export function aWatchPolicy(over: Partial<WatchPolicy> = {}): WatchPolicy {
  return {
    forMs: 0,
    everyMs: 15_000,
    rollback: 'automatic',
    looks: 3,
    errors: 5,
    latency: 2,
    latencyFloorMs: 500,
    requests: 50,
    ...over,
  };
}

export function aPolicy(over: Partial<Policy> = {}, required = 0): Policy {
  return {
    rights: usualRights,
    approvals: {
      rules: required === 0 ? [] : [aRule({ required })],
      data: aRule({ required: 2 }),
      authors: 'allowed',
      expiresAfterMs: 30 * minute,
      tell: 'channel',
      remindAfterMs: 15 * minute,
      askEveryMs: 5 * minute,
      reuseForMs: 60 * minute,
    },
    checks: 'all',
    waitForChecksMs: 0,
    branch: 'own',
    freezes: [],
    emergency: { skips: ['approvals', 'checks'], remindEveryMs: day },
    ownLocks: 'pass',
    nagLocksEveryMs: day,
    confirm: 'never',
    drift: { everyMs: 0, lock: false },
    watch: aWatchPolicy(),
    deadlines: { build: 1, restorePoint: 1, backend: 1, health: 1, promote: 1, verify: 1, restore: 1 },
    database: { connect: 'branches', expireMs: 7 * day, forever: 'refused' },
    drill: aDrillPolicy(),
    ...over,
  };
}

export function outsideFacts(over: Partial<OutsideFacts> = {}): OutsideFacts {
  return {
    now,
    requester: { user: ana, permission: 'allowed' },
    branch: { name: 'main', holds: 'yes' },
    badMark: undefined,
    promotion: { kind: 'not_asked' },
    lock: undefined,
    nodsNow: [],
    authors: nobody,
    hold: undefined,
    drift: undefined,
    freeze: undefined,
    window: undefined,
    ...over,
  };
}

/** Everybody who nodded still may. */
export function nodsStanding(approval: Approval | undefined): readonly NodStanding[] {
  return (approval?.nods ?? []).map(({ by, rules }) => ({ kind: 'stands', by, rules }));
}

/** What the gates of production say. */
function gatesOf({ plan = aPlan(), approval }: Operation): GatesSeen {
  return gatesSeen(
    askGates({
      plan,
      policy: aPolicy({}, 1),
      approval,
      outside: outsideFacts({ nodsNow: nodsStanding(approval) }),
    }),
  );
}

export function anApproved(over: Partial<Operation> = {}): Operation {
  const waiting = anOperation();
  return {
    ...waiting,
    approval: anApproval({ nods: [aNod(bruno)] }),
    startedAt: now - minute,
    ...over,
  };
}

export const anEnvironment = {
  name: 'production',
  branch: 'main',
  production: true,
  frontend: {
    project: 'mundo-tango',
    target: 'production',
    url: 'https://mundo-tango.example',
    version: { path: '/version.json', field: 'commit' },
    directory: '.',
    paths: ['frontend/'],
  },
  backend: {
    project: 'p',
    environment: 'e',
    service: 'api',
    url: 'https://api.mundo-tango.example',
    health: { path: '/health', field: 'version' },
    paths: ['backend/'],
  },
  database: {
    project: 'mundo-tango-1234',
    branch: 'production',
    restorePointTtlMs: 7 * day,
    paths: ['backend/migrations/'],
  },
  policy: aPolicy({}, 1),
} as const satisfies Partial<Environment>;

export const plannedSteps: readonly PlannedStep[] = [
  { id: 'restore-point', title: 'Prepare restore point', component: 'database', estimateMs: 2000 },
  { id: 'build', title: 'Build frontend', component: 'frontend', estimateMs: 110_000 },
  { id: 'backend', title: 'Deploy backend', component: 'backend', estimateMs: 100_000 },
  { id: 'promote', title: 'Promote frontend', component: 'frontend', estimateMs: 5000 },
  { id: 'verify', title: 'Verify', estimateMs: 10_000 },
];

export function aStep(over: Partial<StepRecord> = {}): StepRecord {
  return {
    id: 'restore-point',
    title: 'Prepare restore point',
    status: 'done',
    starts: 1,
    intentAt: now - 60_000,
    finishedAt: now - 58_000,
    ...over,
  };
}

/** Restore point and frontend are ready, the backend is being built. */
export const runningSteps: readonly StepRecord[] = [
  aStep(),
  aStep({
    id: 'build',
    title: 'Build frontend',
    intentAt: now - 149_000,
    finishedAt: now - 41_000,
    url: 'https://vercel.com/mundo/dpl_2',
  }),
  {
    id: 'backend',
    title: 'Deploy backend',
    status: 'started',
    starts: 1,
    intentAt: now - 41_000,
    detail: 'building',
    url: 'https://railway.com/project/p',
  },
];

export const unhealthy: Failure = {
  step: 'backend',
  title: 'Deploy backend',
  code: 'unhealthy',
  facts: { path: '/health', answer: 'answered 503', duration: '60 s' },
};

export const backAsBefore: Aftermath = {
  undone: ['frontend build discarded'],
  notUndone: [],
  live: { frontend: '9f8e7d6', backend: '9f8e7d6' },
};

export function aModel(over: Partial<OperationModel> = {}): OperationModel {
  return {
    operation: anOperation(),
    steps: [],
    planned: plannedSteps,
    app: { name: 'mundo-tango' },
    environment: anEnvironment,
    now,
    ...over,
  };
}

export function aRelease(over: Partial<Release> = {}): Release {
  return {
    id: 'rel_00000001',
    app: 'mundo-tango',
    environment: 'production',
    operation: 'op_00000001' as OperationId,
    commit: newSha,
    subject: 'Fix cart totals',
    requestedBy: ana,
    approvedBy: [bruno],
    startedAt: now - 3 * minute,
    liveAt: now,
    stepDurations: { 'build-frontend': 108_000 },
    ...over,
  };
}
