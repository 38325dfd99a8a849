import { describe, expect, it } from 'vitest';
import { localAddress } from '../../../sandbox/page/platforms/addresses.ts';
import { historyOf, summarizeChecks } from '../../../sandbox/page/platforms/branch-history.ts';
import { viewEnvironment } from '../../../sandbox/page/platforms/environment-view.ts';
import {
  railwayStatus,
  sentenceCase,
  shortAge,
  vercelStatus,
} from '../../../sandbox/page/platforms/status.ts';
import type { GithubState } from '../../../sandbox/github/state.ts';
import type { RailwayState } from '../../../sandbox/railway/state.ts';
import type { VercelState } from '../../../sandbox/vercel/state.ts';

const old = 'a'.repeat(40);
const next = 'b'.repeat(40);

const vercel: VercelState = {
  projects: [
    {
      id: 'prj_1',
      name: 'mundo-tango',
      autoAssign: true,
      domains: [
        { domain: 'dev.mundo-tango.example', url: 'http://127.0.0.1:1', deployment: 'dpl_dev' },
        { domain: 'mundo-tango.example', url: 'http://127.0.0.1:2', deployment: 'dpl_old' },
      ],
      deployments: [
        aVercelDeployment('dpl_next', next, 'production', 'STAGED'),
        aVercelDeployment('dpl_old', old, 'production', 'PROMOTED'),
        aVercelDeployment('dpl_dev', next, null, undefined),
      ],
    },
  ],
};

const railway: RailwayState = {
  project: { id: 'p', name: 'mundo-tango' },
  environments: [
    {
      id: 'e',
      name: 'production',
      services: [
        {
          id: 's',
          name: 'api',
          domain: 'api.mundo-tango.example',
          url: 'http://127.0.0.1:3',
          autoDeploy: false,
          active: 'r1',
          deployments: [
            {
              id: 'r1',
              status: 'SUCCESS',
              commit: old,
              commitMessage: 'Old\n\nbody',
              createdAt: 1,
              canRollback: true,
            },
          ],
        },
      ],
    },
  ],
};

const author = { name: 'Ana', email: 'ana@mundo-tango.example', login: 'ana' };
const github: GithubState = {
  repository: { owner: 'mundo-tango', name: 'mundo-tango', defaultBranch: 'main' },
  branches: [{ name: 'main', sha: next }],
  tags: [],
  commits: [
    { sha: next, message: 'New (#2)', author, date: 2, parents: [old], checks: [], statuses: [] },
    { sha: old, message: 'Old', author, date: 1, parents: [], checks: [], statuses: [] },
  ],
  pulls: [],
  deployments: [],
};

describe('an environment over the platforms', () => {
  it('is what its domain and its active deployment serve', () => {
    const view = viewEnvironment({ vercel, railway, github }, 'production');
    expect(view.frontend?.commit).toBe(old);
    expect(view.backend?.commit).toBe(old);
    expect(view.frontends.map(({ id }) => id)).toEqual(['dpl_next', 'dpl_old']);
    expect(view.subjects.get(next)).toBe('New (#2)');
  });

  it('keeps development apart', () => {
    const view = viewEnvironment({ vercel, railway, github }, 'development');
    expect(view.frontend?.id).toBe('dpl_dev');
    expect(view.service).toBeUndefined();
  });
});

describe('a link', () => {
  it.each([
    ['https://mundo-tango.example/classes?x=1#y', 'http://127.0.0.1:2/classes?x=1#y'],
    ['https://api.mundo-tango.example/health', 'http://127.0.0.1:3/health'],
    ['https://vercel.com/mundo-tango/mundo-tango/4nowftzn7', '/_sandbox/vercel/log/4nowftzn7'],
    ['https://railway.com/project/p/service/s?environmentId=e&id=r1', '/_sandbox/railway/log/r1'],
    ['https://docs.slack.dev/block-kit', 'https://docs.slack.dev/block-kit'],
    ['no address', 'no address'],
  ])('to %s opens %s', (url, address) => {
    expect(localAddress(url, { vercel, railway })).toBe(address);
  });
});

describe('a branch', () => {
  it('is its newest commits along first parents', () => {
    expect(historyOf(github, 'main', 5).map(({ message }) => message)).toEqual(['New (#2)', 'Old']);
    expect(historyOf(github, 'main', 1)).toHaveLength(1);
    expect(historyOf(github, 'gone', 5)).toEqual([]);
  });

  it.each([
    [[], 'calm', 'No checks'],
    [[check('success'), check('skipped')], 'good', '2 of 2'],
    [[check('success'), check('timed_out')], 'bad', 'lint failed'],
    [[check('success'), { name: 'e2e', status: 'in_progress' as const }], 'busy', '1 running'],
  ])('sums its checks up: %j is %s, %s', (checks, tone, word) => {
    expect(summarizeChecks({ checks, statuses: [] })).toMatchObject({ tone, word });
  });

  it('counts commit statuses as checks', () => {
    const statuses = [{ context: 'scan', state: 'error' as const, description: '' }];
    expect(summarizeChecks({ checks: [check('success')], statuses })).toMatchObject({ word: 'scan failed' });
  });
});

describe('a status', () => {
  it.each([
    [{ readyState: 'BUILDING' }, false, 'busy', 'Building'],
    [{ readyState: 'ERROR' }, false, 'bad', 'Failed'],
    [{ readyState: 'READY', readySubstate: 'STAGED' }, false, 'calm', 'Staged'],
    [{ readyState: 'READY', readySubstate: 'PROMOTED' }, true, 'good', 'Live'],
  ] as const)('of Vercel, %j (aimed at: %s), is %s: %s', (deployment, live, tone, word) => {
    expect(vercelStatus(deployment, live)).toEqual({ tone, word });
  });

  it.each([
    ['SUCCESS', true, 'good', 'Live'],
    ['SUCCESS', false, 'calm', 'Success'],
    ['DEPLOYING', false, 'busy', 'Deploying'],
    ['CRASHED', true, 'bad', 'Crashed'],
    ['SOMETHING_NEW', false, 'calm', 'Something new'],
  ] as const)('of Railway, %s (active: %s), is %s: %s', (status, active, tone, word) => {
    expect(railwayStatus(status, active)).toEqual({ tone, word });
  });

  it('is said in a sentence’s case, its age in two characters and a unit', () => {
    expect(sentenceCase('in_progress')).toBe('In progress');
    expect([59_000, 61_000, 7_200_000, 172_800_000].map((ms) => shortAge(0, ms))).toEqual([
      '59 s',
      '1 m',
      '2 h',
      '2 d',
    ]);
  });
});

function check(conclusion: 'success' | 'skipped' | 'timed_out') {
  return { name: 'lint', status: 'completed' as const, conclusion } as const;
}

function aVercelDeployment(
  id: string,
  commit: string,
  target: 'production' | null,
  readySubstate: 'STAGED' | 'PROMOTED' | undefined,
) {
  return {
    id,
    url: `${id}.vercel.app`,
    commit,
    target,
    readyState: 'READY' as const,
    readySubstate,
    createdAt: 1,
    readyAt: 1,
  };
}
