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

const descriptions = {
  in_progress: 'Deploying',
  success: 'Live and verified',
  failure: 'Not live: what was done was undone',
} as const;

export function tellGithub(
  context: DeployContext,
  deployment: number,
  state: keyof typeof descriptions,
): Step<{ readonly told: true }> {
  const { source } = context.providers;
  const { repository } = context.app;
  const url = context.environment.frontend?.url ?? context.environment.backend?.url;
  const status = { deployment, state, description: descriptions[state], ...(url && { environmentUrl: url }) };
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

function recordOf({ operation, plan, environment }: DeployContext): DeploymentRecord {
  return {
    operation: operation.id,
    sha: plan.commit.sha,
    environment: environment.name,
    production: environment.production,
    description: `${plan.ref} by Cabeceo`,
  };
}
