import { createHmac, randomUUID } from 'node:crypto';
import type { Backend } from './backend.ts';
import { isoTime } from './links.ts';
import type { CheckRecord, DeploymentRecord, DeploymentStatusRecord } from './records.ts';
import { repositoryId } from './views/repository.ts';

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run, without the links. */
export function sendCheckRun(backend: Backend, check: CheckRecord): void {
  const { id, sha, name, status, startedAt, completedAt } = check;
  send(backend, 'check_run', {
    action: status === 'completed' ? 'completed' : 'created',
    check_run: {
      id,
      name,
      head_sha: sha,
      status,
      conclusion: status === 'completed' ? (check.conclusion ?? 'success') : null,
      started_at: isoTime(startedAt),
      completed_at: completedAt === undefined ? null : isoTime(completedAt),
    },
  });
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status, without the links. */
export function sendDeploymentStatus(
  backend: Backend,
  deployment: DeploymentRecord,
  status: DeploymentStatusRecord,
): void {
  send(backend, 'deployment_status', {
    action: 'created',
    deployment_status: {
      id: status.id,
      state: status.state,
      description: status.description,
      environment: status.environment,
      created_at: isoTime(status.createdAt),
    },
    deployment: {
      id: deployment.id,
      sha: deployment.sha,
      ref: deployment.ref,
      task: deployment.task,
      environment: deployment.environment,
    },
  });
}

function send({ kernel, repository }: Backend, event: string, facts: object): void {
  const { owner, name } = repository;
  const payload = {
    ...facts,
    repository: {
      id: repositoryId,
      name,
      full_name: `${owner}/${name}`,
      private: true,
      owner: { login: owner },
    },
    sender: { login: 'cabeceo-bot' },
  };
  const delivery = randomUUID();
  kernel.webhook({
    service: 'github',
    event,
    payload,
    headers: (body, secret) => ({
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': event,
      'x-github-delivery': delivery,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }),
  });
}
