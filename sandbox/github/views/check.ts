import { isoTime, nodeId } from '../links.ts';
import type { Links } from '../links.ts';
import type { CheckRecord, StatusRecord } from '../records.ts';
import { userView } from './user.ts';

export function checkRunView(links: Links, check: CheckRecord) {
  const url = links.api(`/check-runs/${check.id}`);
  const html = links.html(`/runs/${check.id}`);
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    head_sha: check.sha,
    external_id: '',
    name: check.name,
    url,
    html_url: html,
    details_url: html,
    status: check.status,
    conclusion: check.status === 'completed' ? (check.conclusion ?? 'success') : null,
    started_at: isoTime(check.startedAt),
    completed_at: check.completedAt === undefined ? null : isoTime(check.completedAt),
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: Number.parseInt(check.sha.slice(0, 8), 16) },
    app: actionsAppView(links),
    pull_requests: [],
  };
}

export function statusView(links: Links, status: StatusRecord) {
  const time = isoTime(status.createdAt);
  return {
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    url: links.api(`/statuses/${status.sha}`),
    avatar_url: `${links.origin}/avatars/0`,
    state: status.state,
    description: status.description,
    context: status.context,
    target_url: links.html(`/status/${status.id}`),
    created_at: time,
    updated_at: time,
  };
}

function actionsAppView(links: Links) {
  return {
    id: 15368,
    slug: 'github-actions',
    node_id: nodeId('App', 15368),
    client_id: 'Iv1.05c79e9ad1f6bdfa',
    owner: userView(links, 'github', 'Organization'),
    name: 'GitHub Actions',
    description: 'Automate your workflow from idea to production',
    external_url: 'https://help.github.com/en/actions',
    html_url: `${links.origin}/apps/github-actions`,
    created_at: '2018-07-30T09:30:17Z',
    updated_at: '2024-04-10T20:33:16Z',
    permissions: { actions: 'write', checks: 'write', contents: 'write', metadata: 'read' },
    events: ['check_run', 'push'],
  };
}
