import type { Kernel } from '../kernel/contract.ts';
import type { Deployment, Status } from './deployment.ts';
import { railwaySeed } from './seed.ts';

/** What Railway calls it when a deployment has come to a status. */
const events: Partial<Record<Status, string>> = {
  QUEUED: 'Deployment.queued',
  BUILDING: 'Deployment.building',
  DEPLOYING: 'Deployment.deploying',
  SUCCESS: 'Deployment.deployed',
  FAILED: 'Deployment.failed',
  CRASHED: 'Deployment.crashed',
  REMOVED: 'Deployment.removed',
};

/** https://docs.railway.com/observability/webhooks: not signed. */
export function sendWebhook({ id, environment, commit, status }: Deployment, kernel: Kernel): void {
  const type = events[status];
  if (type === undefined) return;
  const { project, service, environments } = railwaySeed;
  const payload = {
    type,
    details: {
      id,
      source: 'GitHub',
      status,
      commitHash: commit.sha,
      commitAuthor: commit.author,
      commitMessage: commit.message,
    },
    resource: {
      workspace: { id: 'workspace-mundo-tango', name: 'Mundo Tango' },
      project,
      environment: { id: environments[environment].id, name: environment, isEphemeral: false },
      service,
      deployment: { id },
    },
    severity: status === 'FAILED' || status === 'CRASHED' ? 'WARNING' : 'INFO',
    timestamp: new Date(kernel.clock.now()).toISOString(),
  };
  kernel.webhook({ service: 'railway', event: type, payload, headers: () => ({}) });
}
