import type { Kernel } from '../kernel/contract.ts';
import type { Deployment, DeploymentEvent, Status, Step } from './deployment.ts';
import type { Builder } from './image.ts';
import { sendWebhook } from './webhooks.ts';

export interface PipelineParts {
  readonly kernel: Kernel;
  readonly builder: Builder;
}

export function moveTo(deployment: Deployment, status: Status, { kernel }: PipelineParts): void {
  if (deployment.status !== status) {
    deployment.status = status;
    deployment.statusUpdatedAt = kernel.clock.now();
    sendWebhook(deployment, kernel);
  }
  kernel.changed('railway');
}

/** Work as one of the deployment's events. */
export async function step<T>(
  deployment: Deployment,
  name: Step,
  { kernel }: PipelineParts,
  work: () => Promise<T>,
): Promise<T> {
  const event: DeploymentEvent = {
    id: kernel.id('evt'),
    step: name,
    createdAt: kernel.clock.now(),
  };
  deployment.events.push(event);
  kernel.changed('railway');
  try {
    return await work();
  } catch (error) {
    event.error = messageOf(error);
    throw error;
  } finally {
    event.completedAt = kernel.clock.now();
    kernel.changed('railway');
  }
}

const longestLog = 5000;

export function log(
  deployment: Deployment,
  which: 'build' | 'run',
  line: { readonly message: string; readonly severity: 'info' | 'error'; readonly at: number },
): void {
  const lines = which === 'build' ? deployment.buildLogs : deployment.runLogs;
  lines.push({ timestamp: line.at, message: line.message, severity: line.severity });
  if (lines.length > longestLog) lines.shift();
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
