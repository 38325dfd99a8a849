import { emergencyOf } from '../../domain/emergency.ts';
import { shortSha } from '../../domain/ids.ts';
import type { Plan } from '../../domain/plan.ts';
import { sayDurations } from '../../domain/release-notes.ts';
import type { DeploymentRecord } from '../../providers/contract.ts';
import type { DeployContext } from './context.ts';
import type { Step } from '../step.ts';

const deadlineMs = 15_000;

/** The GitHub Deployment that mirrors this operation. */
export function announce(context: DeployContext): Step<{ readonly id: number }> {
  const { source } = context.providers;
  const { repository } = context.app;
  const record = recordOf(context);
  return {
    id: 'github-deployment',
    title: 'Record on GitHub',
    quiet: true,
    deadlineMs,
    find: () => source.findDeployment(repository, record),
    start: () => source.createDeployment(repository, record),
  };
}

/** How the operation stands, in words for GitHub's pages. */
export type Told =
  | { readonly state: 'in_progress' | 'failure' }
  /** Step -> how long it took, ms. */
  | { readonly state: 'success'; readonly durations: Readonly<Record<string, number>> };

export function tellGithub(
  context: DeployContext,
  deployment: number,
  told: Told,
): Step<{ readonly told: true }> {
  const { state } = told;
  const { source } = context.providers;
  const { repository } = context.app;
  const url = context.environment.frontend?.url ?? context.environment.backend?.url;
  const status = {
    deployment,
    state,
    description: describe(context, told),
    ...(url && { environmentUrl: url }),
  };
  return {
    id: `github-${state.replace('_', '-')}`,
    title: `Tell GitHub: ${state.replace('_', ' ')}`,
    quiet: true,
    deadlineMs,
    find: async () => ((await source.findDeploymentStatus(repository, status)) ? { told: true } : undefined),
    async start() {
      await source.setDeploymentStatus(repository, status);
      return { told: true };
    },
  };
}

/** After a loss of Redis nobody knows how these ended, and nothing works on them: this operation has the environment. */
export function closeLeftOpen(context: DeployContext): Step<{ readonly closed: readonly number[] }> {
  const { source } = context.providers;
  const { app, environment, leftOpen, operation } = context;
  const wanted = { app: app.name, environment: environment.name, most: mostLookedAt };
  return {
    id: 'github-left-open',
    title: 'Close what was left open on GitHub',
    quiet: true,
    deadlineMs,
    async start() {
      const announced = await source.announced(app.repository, wanted);
      const open = announced.filter(
        (one) => one.standing.kind === 'open' && one.operation !== operation.id && leftOpen.includes(one.id),
      );
      const description = 'Not known how it ended: its record was lost';
      for (const { id } of open)
        await source.setDeploymentStatus(app.repository, { deployment: id, state: 'error', description });
      return { closed: open.map(({ id }) => id) };
    },
  };
}

/** Of the deployments to an environment, when looking for those without an end or for what was released. */
export const mostLookedAt = 30;

function describe({ plan }: DeployContext, told: Told): string {
  switch (told.state) {
    case 'in_progress':
      return plan.kind === 'rollback' ? 'Rolling back' : 'Deploying';
    case 'success':
      return `Live and verified. ${sayDurations(stepIds(plan), told.durations)}`;
    case 'failure':
      return 'Not live: what was done was undone';
  }
}

function sayPlan(plan: Plan): string {
  return plan.kind === 'rollback' ? `rollback to ${shortSha(plan.commit.sha)}` : plan.ref;
}

function stepIds({ steps }: Plan): readonly string[] {
  return steps.map(({ id }) => id);
}

function recordOf({ app, operation, plan, environment }: DeployContext): DeploymentRecord {
  const { emergency } = emergencyOf(operation);
  return {
    operation: operation.id,
    sha: plan.commit.sha,
    environment: environment.name,
    production: environment.production,
    description: emergency ? `EMERGENCY by Cabeceo: ${emergency.reason}` : `${sayPlan(plan)} by Cabeceo`,
    notes: {
      app: app.name,
      subject: plan.commit.subject,
      requestedBy: operation.request.by,
      ...(operation.request.automatic && { byItself: true }),
      approvedBy: operation.approval?.nods.map(({ by }) => by) ?? [],
      startedAt: operation.startedAt ?? operation.createdAt,
      components: plan.components.map(({ component }) => component),
      previous: { frontend: plan.live.frontend?.deployment, backend: plan.live.backend?.deployment },
      ...(emergency && { emergency }),
      ...(plan.kind === 'rollback' && { backTo: plan.target.origin }),
      steps: stepIds(plan),
    },
  };
}
