import { describe, expect, it } from 'vitest';
import type { App, Environment } from '../../../src/domain/environment.ts';
import { makePlan, type PlanFacts } from '../../../src/domain/make-plan.ts';
import { aCommit, aPlan, aPolicy, liveSha } from '../../support/operation-builders.ts';

const environment: Environment = {
  name: 'production',
  aliases: ['prod'],
  branch: 'main',
  production: true,
  frontend: {
    project: 'mundo-tango',
    target: 'production',
    url: 'https://mundo-tango.example',
    version: { path: '/version.json', field: 'commit' },
    directory: '.',
    paths: ['src'],
  },
  backend: {
    project: 'p',
    environment: 'e',
    service: 's',
    url: 'https://api.mundo-tango.example',
    health: { path: '/health', field: 'version' },
    paths: ['server'],
  },
  policy: aPolicy({}, 1),
};
const app: App = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: ['inc-*'] },
  environments: [environment],
};

function someFacts(over: Partial<PlanFacts> = {}): PlanFacts {
  const { live, comparison, checks } = aPlan();
  return {
    app,
    environment,
    ref: 'main',
    commit: aCommit(),
    live,
    comparison,
    checks,
    components: [],
    releases: [],
    ...over,
  };
}

describe('a plan', () => {
  it('is about every component that the environment has, unless some are named', () => {
    expect(makePlan(someFacts()).components.map(({ component }) => component)).toEqual([
      'frontend',
      'backend',
    ]);
    expect(makePlan(someFacts({ components: ['backend'] })).steps.map(({ id }) => id)).toEqual([
      'deploy-backend',
      'check-backend',
    ]);
  });

  it('says which components the files change', () => {
    const { comparison } = aPlan();
    const plan = makePlan(
      someFacts({ comparison: { ...comparison, files: ['server/app.ts', 'README.md'] } }),
    );
    expect(plan.components.map(({ changed, files }) => [changed, files])).toEqual([
      [false, 0],
      [true, 1],
    ]);
  });

  it.each(['unknown', 'behind', 'diverged'] as const)(
    'takes every component for changed when what is live is %s: no list of files tells what would go',
    (status) => {
      const { comparison } = aPlan();
      const plan = makePlan(someFacts({ comparison: { ...comparison, status, files: [] } }));
      expect(plan.components.every(({ changed }) => changed)).toBe(true);
    },
  );
});

describe('the digest that an approval binds', () => {
  const digest = (over: Partial<PlanFacts>) => makePlan(someFacts(over)).digest;
  const same = digest({});

  it('is the same for the same facts', () => {
    expect(digest({})).toBe(same);
  });

  it('does not change when a check turns: the gates are asked again', () => {
    expect(digest({ checks: [] })).toBe(same);
  });

  it.each<[string, Partial<PlanFacts>]>([
    ['another commit', { commit: aCommit({ sha: liveSha }) }],
    ['something else is live', { live: { backend: { deployment: 'rw_2' } } }],
    ['other components', { components: ['frontend'] }],
    [
      'another policy',
      { environment: { ...environment, policy: { ...environment.policy, checks: 'none' } } },
    ],
    [
      'another address',
      { environment: { ...environment, backend: { ...required(environment.backend), service: 'other' } } },
    ],
  ])('changes with %s', (_, over) => {
    expect(digest(over)).not.toBe(same);
  });
});

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing');
  return value;
}
