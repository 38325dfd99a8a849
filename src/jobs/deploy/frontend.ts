import { join } from 'node:path';
import type { FrontendTarget } from '../../domain/environment.ts';
import { shortSha } from '../../domain/ids.ts';
import type { StagedDeployment, WorkStatus } from '../../providers/contract.ts';
import type { DeployContext } from './context.ts';
import { fetchTree } from './source.ts';
import type { Step, StepCheck } from '../step.ts';
import { isVersion, sayAnswer } from './version.ts';

const logLines = 20;
/** The step that stages: its key leads back to the deployment. */
export const stagingStep = 'build-frontend';

/** A production build that no address points at yet. */
export function buildFrontend(context: DeployContext, target: FrontendTarget): Step<StagedDeployment> {
  const { frontend } = context.providers;
  return {
    id: stagingStep,
    title: 'Build frontend',
    component: 'frontend',
    deadlineMs: context.environment.policy.deadlines.build,
    find: ({ key }) => frontend.findStaged(target, key),
    start: ({ key }) => uploadAndStage(context, target, key),
    async check(staged) {
      const status = await frontend.status(target, staged.deployment);
      if (status.kind === 'ready') return { kind: 'done', result: staged, ...page(staged) };
      if (status.kind === 'failed') return buildFailed(context, target, { staged, status: status.status });
      return { kind: 'working', detail: wordOf(status), ...page(staged) };
    },
    undo: {
      title: 'frontend build discarded',
      deadlineMs: 60_000,
      async run(staged) {
        await frontend.discard(target, staged.deployment);
        return 'undone';
      },
    },
  };
}

/** Aims the public address at the staged build. */
export function promoteFrontend(
  context: DeployContext,
  target: FrontendTarget,
  staged: StagedDeployment,
): Step<StagedDeployment> {
  const { frontend } = context.providers;
  const before = context.plan.live.frontend;
  return {
    id: 'promote-frontend',
    title: 'Promote frontend',
    component: 'frontend',
    deadlineMs: context.environment.policy.deadlines.promote,
    async find() {
      const status = await frontend.promotion(target, staged.deployment);
      return status.kind === 'ready' ? staged : undefined;
    },
    async start() {
      await frontend.promote(target, staged.deployment, 'promote');
      return staged;
    },
    async check() {
      return checkPromotion(await frontend.promotion(target, staged.deployment), staged);
    },
    ...(before && {
      undo: {
        title: `frontend back on ${before.commit ? shortSha(before.commit) : before.deployment}`,
        deadlineMs: context.environment.policy.deadlines.promote,
        async run() {
          await frontend.promote(target, before.deployment, 'rollback');
          return 'undone' as const;
        },
        check: async () => checkPromotion(await frontend.promotion(target, before.deployment), staged),
      },
    }),
  };
}

/** Aims the public address at an old build, as it is. */
export function rollBackFrontend(
  context: DeployContext,
  target: FrontendTarget,
  deployment: string,
): Step<StagedDeployment> {
  const { frontend } = context.providers;
  const before = context.plan.live.frontend;
  const old = { deployment, url: target.url };
  return {
    id: 'roll-back-frontend',
    title: 'Roll back frontend',
    component: 'frontend',
    deadlineMs: context.environment.policy.deadlines.promote,
    find: async () => ((await frontend.promotion(target, deployment)).kind === 'ready' ? old : undefined),
    async start() {
      await frontend.promote(target, deployment, 'rollback');
      return old;
    },
    check: async () => checkPromotion(await frontend.promotion(target, deployment), old),
    ...(before && {
      undo: {
        title: `frontend back on ${before.commit ? shortSha(before.commit) : before.deployment}`,
        deadlineMs: context.environment.policy.deadlines.promote,
        // Going forward again: a promotion also ends the hold that a rollback puts on Vercel's address.
        async run() {
          await frontend.promote(target, before.deployment, 'promote');
          return 'undone' as const;
        },
        check: async () => checkPromotion(await frontend.promotion(target, before.deployment), old),
      },
    }),
  };
}

/** The public address answers with the commit: what people get, not what the platform says. */
export function verifyFrontend(context: DeployContext, target: FrontendTarget): Step<null> {
  const { probe } = context.providers;
  const { sha } = context.plan.commit;
  const deadlineMs = context.environment.policy.deadlines.verify;
  const since = Date.now();
  return {
    id: 'verify-frontend',
    title: 'Verify',
    component: 'frontend',
    deadlineMs: deadlineMs + 5_000,
    start: async () => null,
    async check() {
      const answer = await probe.version(target.url, target.version);
      if (isVersion(answer, sha)) return { kind: 'done', result: null, url: target.url };
      if (Date.now() - since < deadlineMs) return { kind: 'working', detail: sayAnswer(answer) };
      const facts = {
        url: target.url,
        commit: shortSha(sha),
        duration: deadlineMs,
        answer: sayAnswer(answer),
      };
      return { kind: 'failed', code: 'not_serving', facts };
    },
  };
}

async function uploadAndStage(
  context: DeployContext,
  target: FrontendTarget,
  key: string,
): Promise<StagedDeployment> {
  const { app, plan, providers, early } = context;
  const { sha } = plan.commit;
  const tree = (await early?.take(sha)) ?? (await fetchTree(context, app, sha));
  try {
    const build = {
      key,
      directory: join(tree.directory, target.directory),
      commit: plan.commit,
      ref: plan.ref,
      repository: app.repository,
    };
    return await providers.frontend.stage(target, build);
  } finally {
    await tree.remove();
  }
}

async function buildFailed(
  context: DeployContext,
  target: FrontendTarget,
  ended: { readonly staged: StagedDeployment; readonly status: string },
): Promise<StepCheck<never>> {
  const log = await context.providers.frontend
    .logs(target, ended.staged.deployment, logLines)
    .catch(() => []);
  return {
    kind: 'failed',
    code: 'build_failed',
    facts: { what: 'frontend build', provider: 'Vercel', status: ended.status },
    log,
  };
}

function checkPromotion(status: WorkStatus, staged: StagedDeployment): StepCheck<StagedDeployment> {
  switch (status.kind) {
    case 'ready':
      return { kind: 'done', result: staged };
    case 'failed':
      return {
        kind: 'failed',
        code: 'work_failed',
        facts: { what: 'promotion', provider: 'Vercel', status: status.status },
      };
    case 'working':
    case 'unknown':
      return { kind: 'working', detail: wordOf(status) };
  }
}

function wordOf(status: WorkStatus): string {
  if (status.kind === 'working') return status.detail;
  return status.kind === 'unknown' ? `unknown status ${status.status}` : status.kind;
}

function page(staged: StagedDeployment): { url?: string } {
  return staged.page === undefined ? {} : { url: staged.page };
}
