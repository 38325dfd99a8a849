import { expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { type Hint, lanesOf } from '../../../src/domain/hint.ts';
import { laneName } from '../../../src/domain/lane.ts';

const { apps } = loadConfig('cabeceo.example.yml');
const project = '5f0c7a52-3a0e-4f6e-9a57-3c1f4d1c9b10';
const service = '0b9b3f0e-6a8b-4a54-8f0b-4f0f0e4b7d21';
const environment = '8d1f1c34-9f3b-4d2a-8d6e-2f6f0a7d5c01';
const railway = { platform: 'railway', project, environment } as const;
const all = ['environment/mundo-tango/production', 'environment/mundo-tango/development'];
const production = all.slice(0, 1);

it.each<[string, Hint, readonly string[]]>([
  ['a repository', { platform: 'github', repository: 'mundo-tango/mundo-tango' }, all],
  ['a repository, however it is written', { platform: 'github', repository: 'Mundo-Tango/mundo-TANGO' }, all],
  ['another repository', { platform: 'github', repository: 'mundo-tango/website' }, []],
  [
    'a Vercel project that is configured by its name',
    { platform: 'vercel', projects: ['prj_1', 'mundo-tango'] },
    all,
  ],
  ['another Vercel project', { platform: 'vercel', projects: ['prj_1', 'website'] }, []],
  ['a Railway environment', railway, production],
  ['a Railway service', { ...railway, service }, production],
  ['another service of the environment', { ...railway, service: environment }, []],
  ['another environment', { ...railway, environment: service }, []],
  ['another Railway project', { ...railway, project: service }, []],
])('a hint about %s concerns its environments', (_what, hint, lanes) => {
  expect(lanesOf(apps, hint).map(laneName)).toEqual(lanes);
});

it('a hint about a repository concerns every app that lies in it, with what each environment has', () => {
  const file = `
apps:
  site:
    repository: o/mono
    environments: { production: { frontend: { project: prj_site, url: https://a.example }, policy: { approvals: { required: 0 } } } }
  api:
    repository: o/mono
    environments: { production: { backend: { project: p, service: s, environment: e, url: https://b.example }, policy: { approvals: { required: 0 } } } }
`;
  const config = parseConfig(file, 'mono.yml');
  const lanes = (hint: Hint) => lanesOf(config.apps, hint).map(laneName);
  expect(lanes({ platform: 'github', repository: 'o/mono' })).toEqual([
    'environment/site/production',
    'environment/api/production',
  ]);
  expect(lanes({ platform: 'vercel', projects: ['prj_site'] })).toEqual(['environment/site/production']);
  expect(lanes({ platform: 'railway', project: 'p', environment: 'e' })).toEqual([
    'environment/api/production',
  ]);
});
