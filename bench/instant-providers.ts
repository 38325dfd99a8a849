import type { WebClient } from '@slack/web-api';
import { parseCommitSha } from '../src/domain/ids.ts';
import type { Commit, LiveDeployment } from '../src/domain/plan.ts';
import type { Providers, WorkStatus } from '../src/providers/contract.ts';
import { keepSecret } from '../src/providers/secrets.ts';

const person = { name: 'Ana Ruiz', login: 'ana-ruiz' };
const newest = aCommit(1);
const live: LiveDeployment = { deployment: 'live', commit: aCommit(8).sha, since: 0 };
const ready: WorkStatus = { kind: 'ready' };

/** Platforms that have done everything as soon as it is asked: what is left is the bot. */
export function instantProviders(): Providers {
  return {
    source: {
      resolveRef: async () => ({ kind: 'found', commit: newest }),
      isOnBranch: async () => true,
      compare: async (_repository, base, head) => ({
        status: 'ahead',
        ...(base && { base }),
        totalCommits: 7,
        commits: [1, 2, 3, 4, 5, 6, 7].map(aCommit),
        files: Array.from({ length: 20 }, (_, file) => `src/pages/page-${file}.tsx`),
        filesTruncated: false,
        url: `https://github.example/compare/${head}`,
      }),
      checks: async () => [],
      listFolder: async () => [],
      readFile: async () => undefined,
      downloadTree: async () => undefined,
      createDeployment: async () => ({ id: 1 }),
      findDeployment: async () => undefined,
      setDeploymentStatus: async () => undefined,
      findDeploymentStatus: async () => false,
      announced: async () => [],
    },
    frontend: {
      live: async () => live,
      stage: async () => ({ deployment: 'dpl_1', url: 'https://dpl-1.vercel.example' }),
      findStaged: async () => undefined,
      status: async () => ready,
      promote: async () => undefined,
      promotion: async () => ready,
      madeBy: async () => undefined,
      rollbackOf: async () => ({ kind: 'instant' }),
      assignment: async () => ({ kind: 'automatic' }),
      autoDeploy: async () => ({ kind: 'off' }),
      setAutoDeploy: async () => undefined,
      discard: async () => undefined,
      logs: async () => [],
    },
    backend: {
      live: async () => live,
      deploy: async () => ({ deployment: 'railway-1' }),
      findDeployment: async () => undefined,
      isDeployedAfter: async () => false,
      status: async () => ready,
      madeBy: async () => undefined,
      page: (_target, deployment) => `https://railway.example/${deployment}`,
      canRollBack: async () => true,
      rollbackOf: async () => ({ kind: 'image' }),
      rollBack: async () => undefined,
      findRolledBack: async () => undefined,
      autoDeploy: async () => ({ kind: 'off' }),
      setAutoDeploy: async () => undefined,
      traffic: async () => ({ kind: 'unknown', why: 'no_requests' }),
      discard: async () => undefined,
      logs: async () => [],
    },
    data: { look: async () => ({ kind: 'counted', tables: [], left: 0, migrations: [] }) },
    database: {
      postgresVersion: async () => 18,
      page: (_target, branch) => `https://neon.example/${branch}`,
      setExpiry: async () => undefined,
      createRestorePoint: async (_target, { name, expiresAt }) => ({
        branch: 'br-1',
        name,
        createdAt: Date.now(),
        expiresAt,
      }),
      findRestorePoint: async () => undefined,
      restorePointStatus: async () => ready,
      deleteRestorePoint: async () => undefined,
      history: async () => ({ from: 0, retentionMs: 86_400_000 }),
      restore: async () => ({ operations: [] }),
      findRestoration: async () => undefined,
      restorationStatus: async () => ready,
      createBranchAt: async (_target, { name }) => ({ branch: 'br-2', name, createdAt: Date.now() }),
      findBranch: async () => undefined,
      branchStatus: async () => ready,
      branches: async () => ({ branches: [], retentionMs: 86_400_000 }),
      createBranch: async () => ({ branch: 'br-2', operations: [] }),
      resetBranch: async (_target, { branch }) => ({ branch, operations: [] }),
      deleteBranch: async (_target, branch) => ({ branch, operations: [] }),
      findWork: async (_target, branch) => ({ branch, operations: [] }),
      workStatus: async () => ready,
      schemaDiff: async () => undefined,
      connection: async () => keepSecret('postgresql://instant.example/app'),
    },
    dataChecks: { run: async () => [] },
    backups: {
      programs: async () => ({ dump: 18, restore: 18 }),
      tryStorage: async () => undefined,
      make: () => Promise.reject(new Error('nothing here asks for a backup')),
      find: async () => undefined,
      list: async () => [],
      remove: async () => undefined,
      tryRestore: async () => ({ isWhole: true, tables: [] }),
    },
    probe: { version: async () => ({ kind: 'answered', status: 200, version: newest.sha }) },
  };
}

/** A Slack that has shown everything as soon as it is asked: the methods that the outbox calls while nothing goes wrong. */
export function instantSlack(): WebClient {
  let posted = 0;
  const post = async () => ({ ok: true, ts: `${(posted += 1)}.000000` });
  const chat = {
    postMessage: post,
    postEphemeral: post,
    update: async () => ({ ok: true }),
    getPermalink: async () => ({ ok: true, permalink: 'https://slack.example/archives/C0DEPLOYS/p1' }),
  };
  return { chat } as unknown as WebClient;
}

function aCommit(number: number): Commit {
  const sha = parseCommitSha(String(number).repeat(40).slice(0, 40));
  return {
    sha,
    subject: `Show the tandas of milonga ${number}`,
    author: person,
    url: `https://github.example/commit/${sha}`,
    committedAt: 0,
  };
}
