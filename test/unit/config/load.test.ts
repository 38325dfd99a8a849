import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import type { Problem } from '../../../src/config/problem.ts';
import { example, problemsOf, smallest } from '../../support/config-files.ts';
import { aWatchPolicy } from '../../support/operation-builders.ts';
import { aDrillPolicy } from '../../support/drill-builders.ts';

/** The example with one piece replaced: what is wrong with it. */
function problemsWith(piece: string, replacement: string): readonly Problem[] {
  expect(example).toContain(piece);
  return problemsOf(example.replace(piece, replacement));
}

describe('cabeceo.yml', () => {
  it('is accepted as the example has it', () => {
    const { apps, people } = loadConfig('cabeceo.example.yml');
    expect(apps.map(({ name, environments }) => [name, environments.map((e) => e.name)])).toEqual([
      ['mundo-tango', ['production', 'development']],
    ]);
    expect(people['ana-ruiz']).toBe('U0ANA001');
  });

  it('needs few words for two environments', () => {
    const lines = example.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
    expect(lines.length).toBeLessThanOrEqual(42);
  });

  it('fills in what a small file leaves out', () => {
    const [app] = parseConfig(smallest, 'cabeceo.yml').apps;
    expect(app).toEqual({
      name: 'shop',
      repository: { owner: 'acme', name: 'shop' },
      channels: [],
      incidents: { channels: ['inc-*', 'incident-*'] },
      environments: [
        {
          name: 'production',
          aliases: ['prod'],
          branch: 'main',
          production: true,
          frontend: {
            project: 'shop',
            target: 'production',
            url: 'https://shop.example',
            version: { path: '/version.json', field: 'commit' },
            directory: '.',
            paths: ['.'],
          },
          policy: {
            rights: {
              deploy: 'everyone',
              rollback: 'everyone',
              lock: 'everyone',
              freeze: 'everyone',
              database: 'everyone',
              emergency: { groups: [], users: [] },
            },
            approvals: {
              rules: [{ required: 1, groups: [], users: ['U0ANA001', 'U0BRUNO1'] }],
              data: { required: 1, groups: [], users: ['U0ANA001', 'U0BRUNO1'] },
              migrations: { required: 1, groups: [], users: ['U0ANA001', 'U0BRUNO1'], about: 'migrations' },
              authors: 'allowed',
              expiresAfterMs: 1_800_000,
              tell: 'direct',
              remindAfterMs: 900_000,
              askEveryMs: 300_000,
              reuseForMs: 3_600_000,
            },
            checks: 'all',
            waitForChecksMs: 1_800_000,
            branch: 'own',
            freezes: [],
            emergency: { skips: ['approvals', 'checks'], remindEveryMs: 86_400_000 },
            ownLocks: 'pass',
            nagLocksEveryMs: 86_400_000,
            confirm: { commits: 50, files: 300, days: 14, diverged: true },
            drift: { everyMs: 900_000, lock: false },
            watch: aWatchPolicy({ forMs: 300_000 }),
            database: { connect: 'branches', expireMs: 7 * 86_400_000, forever: 'refused' },
            drill: aDrillPolicy(),
            deadlines: {
              build: 900_000,
              restorePoint: 120_000,
              backend: 1_200_000,
              health: 180_000,
              promote: 180_000,
              verify: 120_000,
              restore: 600_000,
            },
          },
        },
      ],
    });
  });

  it('takes what an environment leaves out from beside the environments', () => {
    const [app] = loadConfig('cabeceo.example.yml').apps;
    const development = app?.environments.find(({ name }) => name === 'development');
    expect(development?.frontend).toMatchObject({ project: 'mundo-tango', target: 'preview' });
    expect(development?.backend).toMatchObject({ url: 'https://api.dev.mundo-tango.example' });
    expect(development?.backend?.service).toBe(app?.environments[0]?.backend?.service);
    expect(development?.policy).toMatchObject({ approvals: { rules: [] }, checks: 'none' });
  });

  it('cannot be changed once read', () => {
    const { apps } = loadConfig('cabeceo.example.yml');
    expect(() => Object.assign(apps[0]?.environments[0]?.policy.approvals ?? {}, { required: 0 })).toThrow(
      TypeError,
    );
  });

  it.each([
    [
      'expires: 30m',
      'expires: 30',
      'apps.mundo-tango.environments.production.policy.approvals.expires',
      '30',
      'a duration from 1s to 7d',
    ],
    [
      'expires: 30m',
      'expires: 30 minutes',
      'apps.mundo-tango.environments.production.policy.approvals.expires',
      '"30 minutes"',
      'a duration',
    ],
    [
      'expires: 30m',
      'expires: 8d',
      'apps.mundo-tango.environments.production.policy.approvals.expires',
      '"8d"',
      'from 1s to 7d',
    ],
    [
      'expires: 30m',
      'required: 0.5',
      'apps.mundo-tango.environments.production.policy.approvals.required',
      '0.5',
      'a whole number',
    ],
    [
      'expires: 30m',
      'required: -1',
      'apps.mundo-tango.environments.production.policy.approvals.required',
      '-1',
      '0 or more',
    ],
    [
      'expires: 30m',
      'expire: 30m',
      'apps.mundo-tango.environments.production.policy.approvals.expire',
      'the unknown key `expire`',
      '`expires`?',
    ],
    [
      'checks: all',
      'checks: some',
      'apps.mundo-tango.environments.production.policy.checks',
      '"some"',
      '`all`, `none` or a list',
    ],
    [
      'checks: all',
      'checks: []',
      'apps.mundo-tango.environments.production.policy.checks',
      '[]',
      'at least 1',
    ],
    [
      '[S0RELEASE]',
      '[release-managers]',
      'apps.mundo-tango.environments.production.policy.approvals.from.groups.0',
      '"release-managers"',
      'a Slack user group id',
    ],
    [
      'repository: mundo-tango/mundo-tango',
      'repository: mundo-tango',
      'apps.mundo-tango.repository',
      '"mundo-tango"',
      '`owner/name`',
    ],
    ['repository: mundo-tango/mundo-tango', '', 'apps.mundo-tango.repository', 'nothing', '`owner/name`'],
    [
      'url: https://mundo-tango.example',
      'url: mundo-tango.example',
      'apps.mundo-tango.environments.production.frontend.url',
      '"mundo-tango.example"',
      'an http(s) address',
    ],
    [
      'project: mundo-tango\n',
      'team_id: x\n',
      'apps.mundo-tango.frontend.team_id',
      'the unknown key `team_id`',
      '`project`, `team`',
    ],
    [
      'project: mundo-tango-1234',
      'project: 1234',
      'apps.mundo-tango.database.project',
      '1234',
      'in quotes if it is all digits',
    ],
    [
      'paths: [drizzle]',
      'paths: [../drizzle]',
      'apps.mundo-tango.database.paths.0',
      '"../drizzle"',
      'without `..`',
    ],
    ['ana-ruiz: U0ANA001', 'ana-ruiz: ana', 'people.ana-ruiz', '"ana"', 'a Slack user id'],
    [
      'development: #',
      'Development: #',
      'apps.mundo-tango.environments.Development',
      'the key "Development"',
      'small letters',
    ],
  ])(
    'says of `%s` -> `%s` where, what was found and what was expected',
    (...[piece, replacement, path, found, expected]) => {
      const problem = problemsWith(piece, replacement).find((each) => each.path === path);
      expect(problem).toMatchObject({ path, found, expected: expect.stringContaining(expected) });
      const line = example.slice(0, example.indexOf(piece)).split('\n').length;
      expect(problem?.line).toBe(replacement === '' ? line - 1 : line);
    },
  );

  it.each([
    [
      'the words of two environments',
      'development: # also',
      'development:\n        aliases: [production] # also',
      'environments.development.aliases',
      '`production` again',
    ],
    [
      'an alias that is the help',
      'development: # also',
      'development:\n        aliases: [help] # also',
      'environments.development.aliases',
      '`help`',
    ],
    [
      'the address of two sites',
      'https://dev.mundo-tango.example',
      'https://mundo-tango.example',
      'environments.development.frontend.url',
      '`https://mundo-tango.example` again',
    ],
    [
      'one Railway environment for two',
      '1c2b7a90-5e4d-4c3b-9a8f-7e6d5c4b3a02',
      '8d1f1c34-9f3b-4d2a-8d6e-2f6f0a7d5c01',
      'environments.development.backend',
      expect.stringContaining('again'),
    ],
    [
      'approvals that nobody can give',
      'from: { groups: [S0RELEASE] }',
      'required: 1',
      'environments.production.policy.approvals.from',
      'nobody',
    ],
    [
      'more approvals than people',
      'from: { groups: [S0RELEASE] }',
      'from: { users: [U0ANA001, U0ANA001] }\n            required: 2',
      'environments.production.policy.approvals.required',
      '2',
    ],
    [
      'two ways of saying who approves',
      'from: { groups: [S0RELEASE] }',
      'required: 1\n            of: [{ from: { groups: [S0RELEASE] } }]',
      'environments.production.policy.approvals.of',
      '`of` beside `required`',
    ],
    [
      'one person for two of its rules',
      'from: { groups: [S0RELEASE] }',
      'of: [{ from: { users: [U0ANA001] } }, { from: { users: [U0ANA001] } }]',
      'environments.production.policy.approvals.of',
      '1 person for 2 approvals',
    ],
    [
      'a rule that nobody can meet',
      'from: { groups: [S0RELEASE] }',
      'of: [{ from: { groups: [S0RELEASE] } }, { required: 2, from: { users: [U0ANA001] } }]',
      'environments.production.policy.approvals.of.1.required',
      '2',
    ],
    [
      'production without a word on approvals',
      /approvals:[\s\S]*?(?=checks)/.exec(example)?.[0] ?? '?',
      '',
      'environments.production.policy.approvals',
      'nothing',
    ],
    [
      'a service without its id',
      'service: 0b9b3f0e-6a8b-4a54-8f0b-4f0f0e4b7d21',
      '',
      'environments.production.backend.service',
      'nothing',
    ],
  ])('refuses %s', (...[, piece, replacement, path, found]) => {
    expect(problemsWith(piece, replacement)).toContainEqual(
      expect.objectContaining({ path: `apps.mundo-tango.${path}`, found }),
    );
  });

  it('refuses one channel for two apps', () => {
    const text = `${smallest.trimEnd()}\n    channels: [C0DEPLOYS]\n  other:\n    repository: acme/other\n    channels: [C0DEPLOYS]\n    environments: {development: {frontend: {project: other, url: https://other.example}}}\n`;
    expect(problemsOf(text)).toMatchObject([
      { path: 'apps.other.channels', found: '`C0DEPLOYS` again', line: 12 },
    ]);
  });

  it('tells every problem at once, in the order of the file', () => {
    const text = `
apps:
  shop:
    repositry: acme/shop
    environments:
      production:
        frontend: { url: shop }
  other:
    repository: acme/other
    environments: { production: { frontend: { url: https://other.example } } }
`;
    expect(problemsOf(text).map(({ line, path }) => [line, path])).toEqual([
      [3, 'apps.shop.repository'],
      [4, 'apps.shop.repositry'],
      [7, 'apps.shop.environments.production.frontend.url'],
      [10, 'apps.other.environments.production.frontend.project'],
      [10, 'apps.other.environments.production.policy.approvals'],
    ]);
  });

  it.each([
    ['an empty file', '', 1],
    ['a list', '- apps', 1],
    ['broken YAML', 'apps:\n  shop: [', 2],
    ['a key given twice', `${smallest}\npeople: {}\npeople: {}`, 11],
    ['no app', 'apps: {}', 1],
  ])('refuses %s', (_, text, line) => {
    expect(problemsOf(text)).toMatchObject([{ line }]);
  });

  it('says when there is no file', () => {
    expect(() => loadConfig('/nowhere/cabeceo.yml')).toThrow(/CABECEO_CONFIG\n {4}found no such file/);
  });
});
