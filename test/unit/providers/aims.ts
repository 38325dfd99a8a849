import type { BackendTarget, DatabaseTarget, FrontendTarget } from '../../../src/domain/environment.ts';
import { parseCommitSha, parseOperationId, parseSlackUserId } from '../../../src/domain/ids.ts';
import type { Commit } from '../../../src/domain/plan.ts';
import type { DeploymentRecord, FrontendBuild } from '../../../src/providers/contract.ts';

export const sha = parseCommitSha('a1b2c3d4'.repeat(5));
export const olderSha = parseCommitSha('9f8e7d6c'.repeat(5));
export const repository = { owner: 'mundo-tango', name: 'mundo-tango' };

export const frontend: FrontendTarget = {
  project: 'mundo-tango',
  team: 'team_mundotango',
  target: 'production',
  url: 'https://mundo-tango.example',
  version: { path: '/version.json', field: 'version' },
  directory: '.',
  paths: [],
};

export const previewFrontend: FrontendTarget = {
  ...frontend,
  target: 'preview',
  url: 'https://dev.mundo-tango.example',
};

export const backend: BackendTarget = {
  project: 'project-1',
  environment: 'environment-1',
  service: 'service-1',
  url: 'https://api.mundo-tango.example',
  health: { path: '/health', field: 'version' },
  paths: [],
};

export const database: DatabaseTarget = {
  project: 'mundo-tango-1234',
  branch: 'production',
  restorePointTtlMs: 86_400_000,
  paths: [],
};

export const commit: Commit = {
  sha,
  subject: 'Fix cart totals (#41)',
  author: { name: 'Ana Ruiz', login: 'ana' },
  url: `https://github.com/mundo-tango/mundo-tango/commit/${sha}`,
  committedAt: 1_790_000_000_000,
};

export const deployment: DeploymentRecord = {
  operation: parseOperationId('op_01hzyabcdefg'),
  sha,
  environment: 'production',
  production: true,
  description: 'Deploy to production',
  notes: {
    app: 'mundo-tango',
    subject: 'Fix cart totals',
    requestedBy: parseSlackUserId('U0ANA001'),
    approvedBy: [parseSlackUserId('U0BRUNO1')],
    startedAt: 1_790_000_000_000,
    components: ['frontend', 'backend'],
    previous: { frontend: 'dpl_before' },
    steps: ['build-frontend', 'deploy-backend'],
  },
};

export function aBuild(directory: string): FrontendBuild {
  return { key: 'op_01hzyabcdefg/build', directory, commit, ref: 'main', repository };
}
