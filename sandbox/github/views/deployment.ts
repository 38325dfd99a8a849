import { isoTime, nodeId } from '../links.ts';
import type { Links } from '../links.ts';
import type { DeploymentRecord, DeploymentStatusRecord } from '../records.ts';
import { userView } from './user.ts';

/** Whose token it is. */
const creator = 'cabeceo-bot';

export function deploymentView(links: Links, deployment: DeploymentRecord) {
  const url = links.api(`/deployments/${deployment.id}`);
  const updatedAt = deployment.statuses.at(-1)?.createdAt ?? deployment.createdAt;
  return {
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    url,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userView(links, creator),
    created_at: isoTime(deployment.createdAt),
    updated_at: isoTime(updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: links.api(''),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: null,
  };
}

export function deploymentStatusView(
  links: Links,
  deployment: DeploymentRecord,
  status: DeploymentStatusRecord,
) {
  const url = links.api(`/deployments/${deployment.id}`);
  const time = isoTime(status.createdAt);
  return {
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    url: `${url}/statuses/${status.id}`,
    state: status.state,
    creator: userView(links, creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: time,
    updated_at: time,
    deployment_url: url,
    repository_url: links.api(''),
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: null,
  };
}
